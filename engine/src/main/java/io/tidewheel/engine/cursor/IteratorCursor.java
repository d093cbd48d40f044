package io.tidewheel.engine.cursor;

import java.io.IOException;
import java.util.Iterator;

/** The rows of an iterator. */
public final class IteratorCursor implements Cursor {
    private static final int ROWS_PER_LOOK = 256;

    private final Iterator<?> rows;
    private final Cursor under;
    private final long size;
    private final Runnable look;
    private long given;

    public IteratorCursor(Iterator<?> rows) {
        this(rows, -1, EmptyCursor.EMPTY);
    }

    /**
     * @param size how many rows there are; -1 if unknown
     * @param under what the iterator reads from; closed with this, and asked for positions
     */
    public IteratorCursor(Iterator<?> rows, long size, Cursor under) {
        this(rows, size, under, () -> {});
    }

    /**
     * For an iterator that may go on for ever.
     *
     * @param look called every few hundred rows; what it throws ends the reading
     */
    public IteratorCursor(Iterator<?> rows, long size, Cursor under, Runnable look) {
        this.rows = rows;
        this.size = size;
        this.under = under;
        this.look = look;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && rows.hasNext()) {
            Object row = rows.next();
            count();
            sink.accept(row);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (!rows.hasNext()) {
            return false;
        }
        Object row = rows.next();
        count();
        sink.accept(row);
        return true;
    }

    private void count() {
        if (++given % ROWS_PER_LOOK == 0) {
            look.run();
        }
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
