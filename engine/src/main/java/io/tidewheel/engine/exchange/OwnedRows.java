package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.memory.Reservation;
import java.io.IOException;

/** Sorted rows with the memory they lie in. */
final class OwnedRows extends SortedRows {
    private final SortedRows rows;
    private final Reservation memory;
    private final long total;
    private boolean closed;

    OwnedRows(SortedRows rows, Reservation memory, long total) {
        this.rows = rows;
        this.memory = memory;
        this.total = total;
    }

    @Override
    public boolean next() throws Exception {
        if (closed || !rows.next()) {
            return false;
        }
        code = rows.code;
        key = rows.key;
        value = rows.value;
        return true;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (!closed) {
            rows.drain(sink);
        }
    }

    @Override
    public long estimatedRows() {
        return total;
    }

    @Override
    long given() {
        return rows.given();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            memory.close();
            rows.close();
        }
    }
}
