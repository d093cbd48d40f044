package io.tidewheel.planted.unplaced.engine.misc;

/** In an engine package that is not in the order. */
public record UnplacedClass(String name) {}
