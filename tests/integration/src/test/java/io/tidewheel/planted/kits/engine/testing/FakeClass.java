package io.tidewheel.planted.kits.engine.testing;

/** What is shipped for tests. */
public record FakeClass() {}
