package io.tidewheel.engine.plan;

/** A lineage with what to do at its end: what a backend prepares once and runs many times. */
public record Plan<R>(PlanNode root, Action<R> action) {}
