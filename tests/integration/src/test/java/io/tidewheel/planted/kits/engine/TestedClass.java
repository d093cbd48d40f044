package io.tidewheel.planted.kits.engine;

import io.tidewheel.planted.kits.engine.testing.FakeClass;

/** What stands on a fake. */
public record TestedClass(FakeClass fake) {}
