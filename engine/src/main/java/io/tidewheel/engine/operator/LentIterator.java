package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads values once; one that is closed before it came to their end says so, rather than that there are no more. */
final class LentIterator implements Iterator<@Nullable Object>, Closeable {
    private final Cursor cursor;
    private final CursorIterator values;
    private boolean ended;
    private volatile boolean closed;

    LentIterator(Cursor cursor) {
        this.cursor = cursor;
        this.values = new CursorIterator(cursor);
    }

    @Override
    public boolean hasNext() {
        if (ended) {
            return false;
        }
        if (closed) {
            throw GroupReader.readTooLate();
        }
        ended = !values.hasNext();
        return !ended;
    }

    @Override
    public @Nullable Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the group has no more values");
        }
        return values.next();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        cursor.close();
    }
}
