package io.tidewheel.planted.arrows.engine;

/** What core must not know. */
public record PlannedStep(String name) {}
