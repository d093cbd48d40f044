package io.tidewheel.planted.names;

/** One of how many? */
public record SinkImpl(String name) {}
