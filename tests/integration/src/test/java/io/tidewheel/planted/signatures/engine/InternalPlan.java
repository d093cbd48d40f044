package io.tidewheel.planted.signatures.engine;

/** What users must not see. */
public record InternalPlan(String name) {}
