package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;

/** Sorted rows with the memory or the file they lie in. */
final class OwnedRows extends SortedRows {
    private final SortedRows rows;
    private final Runnable release;
    private final long total;
    private boolean closed;

    /**
     * @param release of what the rows lie in, once they are closed
     * @param total how many rows there are; -1 if nobody knows
     */
    OwnedRows(SortedRows rows, Runnable release, long total) {
        this.rows = rows;
        this.release = release;
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
            try {
                rows.close();
            } finally {
                release.run();
            }
        }
    }
}
