package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keyed rows that are brought into order when the first is wanted. */
abstract class SortedCursor implements Cursor {
    private final boolean hashOrdered;
    private @Nullable SortedRows rows;
    private boolean closed;

    SortedCursor(boolean hashOrdered) {
        this.hashOrdered = hashOrdered;
    }

    /** Reads all input and brings it into order. Called once; what it holds if it fails, {@link #abandon} frees. */
    abstract SortedRows sort() throws Exception;

    /** Frees what a sort that failed, or was never asked for, holds. */
    abstract void abandon() throws IOException;

    final boolean isHashOrdered() {
        return hashOrdered;
    }

    private SortedRows sorted() throws Exception {
        SortedRows there = rows;
        if (there == null) {
            there = sort();
            rows = there;
        }
        return there;
    }

    /** The same rows, to be pulled; closes this cursor when closed. */
    final SortedRows rows() {
        return new SortedRows() {
            private @Nullable SortedRows from;

            @Override
            public boolean next() throws Exception {
                SortedRows source = from;
                if (source == null) {
                    source = sorted();
                    from = source;
                }
                if (!source.next()) {
                    return false;
                }
                code = source.code;
                key = source.key;
                value = source.value;
                return true;
            }

            @Override
            public long estimatedRows() {
                return SortedCursor.this.estimatedRows();
            }

            @Override
            public void close() throws IOException {
                SortedCursor.this.close();
            }
        };
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        if (!sink.done()) {
            sorted().drain(sink);
        }
    }

    @Override
    public final boolean advance(Sink sink) throws Exception {
        SortedRows source = sorted();
        if (!source.next()) {
            return false;
        }
        sink.accept(source.key, source.value);
        return true;
    }

    @Override
    public final String position() {
        SortedRows there = rows;
        long given = there == null ? -1 : there.given();
        return given < 0 ? "" : "record " + given + " after the exchange";
    }

    @Override
    public final void close() throws IOException {
        if (!closed) {
            closed = true;
            abandon();
            SortedRows open = rows;
            if (open != null) {
                open.close();
            }
        }
    }
}
