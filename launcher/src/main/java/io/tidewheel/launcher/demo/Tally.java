package io.tidewheel.launcher.demo;

import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.JobEnded;
import io.tidewheel.engine.event.EngineEvent.JobStarted;
import io.tidewheel.engine.event.EngineListener;

/** Counts what jobs did. Thread-safe. */
final class Tally implements EngineListener {
    private int stages;
    private int attempts;
    private int recomputed;

    @Override
    public synchronized void on(EngineEvent event) {
        if (event instanceof JobStarted started) {
            stages += started.stages();
        } else if (event instanceof JobEnded ended) {
            attempts += ended.attempts();
            recomputed += ended.recomputed();
        }
    }

    synchronized int stages() {
        return stages;
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized int recomputed() {
        return recomputed;
    }
}
