package io.tidewheel.engine.cursor;

import java.io.IOException;
import java.util.Iterator;

/** The rows of an iterator. */
public final class IteratorCursor implements Cursor {
    private final Iterator<?> rows;
    private final Cursor under;
    private final long size;
    private long given;

    public IteratorCursor(Iterator<?> rows) {
        this(rows, -1, EmptyCursor.EMPTY);
    }

    /**
     * @param size how many rows there are; -1 if unknown
     * @param under what the iterator reads from; closed with this, and asked for positions
     */
    public IteratorCursor(Iterator<?> rows, long size, Cursor under) {
        this.rows = rows;
        this.size = size;
        this.under = under;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && rows.hasNext()) {
            Object row = rows.next();
            given++;
            sink.accept(row);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (!rows.hasNext()) {
            return false;
        }
        Object row = rows.next();
        given++;
        sink.accept(row);
        return true;
    }

    @Override
    public void close() throws IOException {
        under.close();
    }

    @Override
    public long estimatedRows() {
        return size < 0 ? -1 : size - given;
    }

    @Override
    public String position() {
        String below = under.position();
        return below.isEmpty() ? "record " + given : below;
    }
}
