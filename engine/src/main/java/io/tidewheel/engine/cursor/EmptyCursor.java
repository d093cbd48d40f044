package io.tidewheel.engine.cursor;

/** No rows. */
public final class EmptyCursor implements Cursor {
    public static final EmptyCursor EMPTY = new EmptyCursor();

    private EmptyCursor() {}

    @Override
    public void drain(Sink sink) {}

    @Override
    public boolean advance(Sink sink) {
        return false;
    }

    @Override
    public long estimatedRows() {
        return 0;
    }
}
