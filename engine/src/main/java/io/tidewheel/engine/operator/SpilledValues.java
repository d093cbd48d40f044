package io.tidewheel.engine.operator;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.block.RowBlock;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Values of one key of which some lie on disk; readable again and again until the rows of the task are closed. */
final class SpilledValues extends LentValues {
    private final RowBlock block;
    private final long heapBytes;
    private final GroupReader reader;

    SpilledValues(RowBlock block, long heapBytes, GroupReader reader) {
        this.block = block;
        this.heapBytes = heapBytes;
        this.reader = reader;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        reader.checkReadable();
        LentIterator iterator = new LentIterator(block.read());
        reader.closeLater(iterator);
        return iterator;
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, block.rows());
    }

    @Override
    public long heapBytes() {
        return heapBytes;
    }
}
