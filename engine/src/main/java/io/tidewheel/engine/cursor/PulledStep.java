package io.tidewheel.engine.cursor;

/** Gives what a pushed step makes, one row at a time. */
public final class PulledStep implements Cursor {
    /** Makes the step's sink in front of another. */
    @FunctionalInterface
    public interface Push {
        Sink push(Sink down) throws Exception;
    }

    public PulledStep(Cursor up, Push step) {}

    @Override
    public void drain(Sink sink) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean advance(Sink sink) {
        throw new UnsupportedOperationException();
    }
}
