package io.tidewheel.engine.event;

/**
 * Hears every event of a backend, one at a time, in the order in which things happened. Called by whichever thread did
 * the work, which waits for it: be quick. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface EngineListener {
    void on(EngineEvent event);
}
