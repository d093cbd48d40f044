package io.tidewheel.planted.open;

/** One of two internal types that are both public. */
public record OpenType(OtherOpenType other) {}
