package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;

/** Lets rows through a sink that notices something, and tells it once the last has passed. Used by one task thread. */
abstract class NoticingCursor implements Cursor {
    private final Cursor up;
    private boolean told;
    private long given;

    NoticingCursor(Cursor up) {
        this.up = up;
    }

    /** A sink in front of {@code down} that gives at most one row for each. */
    abstract Sink noticing(Sink down);

    abstract void tell();

    /** The sink calls it with each row that it gives. */
    final void gave() {
        given++;
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        up.drain(noticing(sink));
        if (!sink.done()) {
            end();
        }
    }

    @Override
    public final boolean advance(Sink sink) throws Exception {
        Sink noticing = noticing(sink);
        long before = given;
        while (given == before) {
            if (!up.advance(noticing)) {
                end();
                return false;
            }
        }
        return true;
    }

    private void end() {
        if (!told) {
            told = true;
            tell();
        }
    }

    @Override
    public final void close() throws IOException {
        up.close();
    }

    @Override
    public final long estimatedRows() {
        return up.estimatedRows();
    }

    @Override
    public final String position() {
        return up.position();
    }
}
