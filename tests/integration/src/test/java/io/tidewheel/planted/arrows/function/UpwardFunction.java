package io.tidewheel.planted.arrows.function;

import io.tidewheel.planted.arrows.engine.PlannedStep;

/** Core that knows the engine. */
public interface UpwardFunction {
    PlannedStep step();
}
