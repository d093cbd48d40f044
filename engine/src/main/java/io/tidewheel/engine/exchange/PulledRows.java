package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keyed rows of any cursor that has them in hash order. */
final class PulledRows extends SortedRows {
    private final Cursor cursor;
    private final Slot slot = new Slot();

    PulledRows(Cursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean next() throws Exception {
        if (!cursor.advance(slot)) {
            return false;
        }
        key = slot.key;
        value = slot.value;
        code = hashCodeOf(key);
        return true;
    }

    @Override
    public long estimatedRows() {
        return cursor.estimatedRows();
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }

    private static final class Slot extends PairSink {
        private @Nullable Object key;
        private @Nullable Object value;

        @Override
        public void accept(@Nullable Object newKey, @Nullable Object newValue) {
            key = newKey;
            value = newValue;
        }
    }
}
