package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of all inputs, one after the other; each is opened when the one before has ended. */
final class InputCursor implements Cursor {
    private final List<ExchangeInput> inputs;
    private final long rows;
    private int next;
    private @Nullable Cursor open;

    InputCursor(List<ExchangeInput> inputs) {
        this.inputs = List.copyOf(inputs);
        this.rows = inputs.stream().mapToLong(ExchangeInput::rows).sum();
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && openNext()) {
            Cursor cursor = open;
            assert cursor != null;
            cursor.drain(sink);
            if (!sink.done()) {
                closeOpen();
            }
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        while (openNext()) {
            Cursor cursor = open;
            assert cursor != null;
            if (cursor.advance(sink)) {
                return true;
            }
            closeOpen();
        }
        return false;
    }

    private boolean openNext() throws Exception {
        if (open == null && next < inputs.size()) {
            open = inputs.get(next++).open();
        }
        return open != null;
    }

    private void closeOpen() throws IOException {
        Cursor cursor = open;
        open = null;
        if (cursor != null) {
            cursor.close();
        }
    }

    @Override
    public long estimatedRows() {
        return rows;
    }

    @Override
    public String position() {
        Cursor cursor = open;
        String there = cursor == null ? "" : cursor.position();
        return there.isEmpty()
                ? ""
                : there + " of those from partition " + inputs.get(next - 1).mapPartition();
    }

    @Override
    public void close() throws IOException {
        next = inputs.size();
        inputs.forEach(ExchangeInput::discard);
        closeOpen();
    }
}
