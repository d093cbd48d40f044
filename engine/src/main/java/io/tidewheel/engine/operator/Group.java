package io.tidewheel.engine.operator;

import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.SpillSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One key with its values in the order of arrival: mostly few, in a list; if need be, the first of them on disk. */
final class Group {
    private static final int CHECK_VALUES = 512;

    final @Nullable Object key;
    private final @Nullable Object first;
    private int count = 1; // values in memory
    private @Nullable List<@Nullable Object> values; // all in memory, once there are two
    private @Nullable List<SpillSegment> segments;
    private long spilled;
    private long sampledBytes;
    private int samples;
    private int checkAt = 2;
    boolean matched; // a join has found it

    Group(@Nullable Object key, @Nullable Object first) {
        this.key = key;
        this.first = first;
    }

    /** True if there is one value, {@link #first}. */
    boolean isSingle() {
        return values == null;
    }

    @Nullable
    Object first() {
        return first;
    }

    void add(@Nullable Object value, GroupReader reader) throws Exception {
        List<@Nullable Object> list = values;
        if (list == null) {
            list = new ArrayList<>(4);
            list.add(first);
            values = list;
        }
        list.add(value);
        if (++count == checkAt) {
            check(value, list, reader);
        }
    }

    private void check(@Nullable Object value, List<@Nullable Object> list, GroupReader reader) throws Exception {
        samples++;
        sampledBytes += 8 + reader.context().codecs().heapBytes(value);
        long each = sampledBytes / samples;
        if (!reader.ensure(count * each)) {
            spill(list, reader);
        }
        reader.context().checkCancelled();
        checkAt = count + (int) Math.max(1, Math.min(Math.max(4, Math.min(count, CHECK_VALUES)), (1 << 20) / each));
    }

    private void spill(List<@Nullable Object> list, GroupReader reader) throws Exception {
        RowBuffer buffer = new RowBuffer();
        list.forEach(buffer::add);
        if (segments == null) {
            segments = new ArrayList<>();
        }
        segments.add(buffer.spill(reader.file(), reader.context().codecs()));
        spilled += count;
        list.clear();
        count = 0;
        reader.shrink();
    }

    /** The values: a list of their own if it fits in memory; if not, lent until the reader is closed. */
    Iterable<@Nullable Object> iterable(GroupReader reader) {
        List<@Nullable Object> list = values;
        if (list == null) {
            list = new ArrayList<>(1);
            list.add(first);
        }
        List<SpillSegment> onDisk = segments;
        if (onDisk == null) {
            return reader.context().services().strict() ? new GuardedValues(list, reader) : list;
        }
        RowBuffer rest = new RowBuffer();
        list.forEach(rest::add);
        RowBlock block = rest.toBlock(onDisk, spilled, 0, reader.context().codecs());
        block.discard(); // the reader owns the file
        return new SpilledValues(block, (spilled + count) * (sampledBytes / samples), reader);
    }
}
