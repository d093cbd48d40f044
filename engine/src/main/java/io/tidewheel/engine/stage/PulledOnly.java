package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;

/** Drains by advancing: keeps what is above off the stack of what is below. */
final class PulledOnly implements Cursor {
    private final Cursor below;

    PulledOnly(Cursor below) {
        this.below = below;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && below.advance(sink)) {}
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        return below.advance(sink);
    }

    @Override
    public long estimatedRows() {
        return below.estimatedRows();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    @Override
    public String position() {
        return below.position();
    }
}
