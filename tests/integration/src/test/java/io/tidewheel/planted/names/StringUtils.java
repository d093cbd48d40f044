package io.tidewheel.planted.names;

/** Whatever nobody found a place for. */
public record StringUtils(String name) {}
