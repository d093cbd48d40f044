package io.tidewheel.planted.names;

/** Manages what? */
public record BlockManager(String name) {}
