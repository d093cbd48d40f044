package io.tidewheel.engine.cursor;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A cursor as a user's iterator: pulls one row at a time and never one too many. What the cursor throws, checked or
 * not, comes out unchanged.
 */
public final class CursorIterator implements Iterator<@Nullable Object> {
    private final Cursor cursor;
    private final Slot slot = new Slot();

    public CursorIterator(Cursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean hasNext() {
        if (!slot.full) {
            try {
                return cursor.advance(slot);
            } catch (Exception e) {
                throw Throwing.sneak(e);
            }
        }
        return true;
    }

    @Override
    public @Nullable Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the partition has no more rows");
        }
        return slot.take();
    }

    private static final class Slot extends Sink {
        private @Nullable Object row;
        private boolean full;

        @Override
        public void accept(@Nullable Object value) {
            assert !full : "a cursor gave two rows for one advance: " + row + ", " + value;
            row = value;
            full = true;
        }

        @Nullable
        Object take() {
            Object taken = row;
            row = null;
            full = false;
            return taken;
        }
    }
}
