package io.tidewheel.engine.operator;

import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import java.util.AbstractCollection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Values of one key that lie on disk; readable again and again until the task ends. */
final class SpilledValues extends AbstractCollection<@Nullable Object> {
    private final RowBlock block;
    private final GroupReader reader;

    SpilledValues(RowBlock block, GroupReader reader) {
        this.block = block;
        this.reader = reader;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        Cursor cursor = block.read();
        reader.closeLater(cursor);
        return new CursorIterator(cursor);
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, block.rows());
    }
}
