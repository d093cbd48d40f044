package io.tidewheel.engine.event;

/**
 * Hears every event of a backend, one at a time, in the order in which things happened. Called by whichever thread is at
 * hand; an action returns once the listeners have heard the end of its job (unless its thread was interrupted), so be
 * quick. What a listener throws, an {@link Error} too, is logged and changes nothing.
 *
 * <p>A listener may run jobs and cancel them. It hears of its own jobs when it has returned. It must not wait for a job
 * that another thread runs, nor for anything that a thread holds while it runs one: that thread waits for the listener.
 */
@FunctionalInterface
public interface EngineListener {
    void on(EngineEvent event);
}
