package io.tidewheel.planted.open;

/** The other. */
public record OtherOpenType(HiddenType hidden) {}
