package io.tidewheel.planted.order.engine.schedule;

/** At the top of the engine. */
public record TopScheduler(String name) {}
