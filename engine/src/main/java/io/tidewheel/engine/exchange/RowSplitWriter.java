package io.tidewheel.engine.exchange;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Deals rows out, one to each reduce partition in turn, beginning with that of the map partition's own number. */
final class RowSplitWriter extends SplitWriter {
    private final int partitions;
    private int next;

    RowSplitWriter(int partitions, TaskContext context) {
        super(partitions, context);
        this.partitions = partitions;
        this.next = context.partition() % partitions;
    }

    private int turn() {
        int partition = next;
        next = partition + 1 == partitions ? 0 : partition + 1;
        return partition;
    }

    @Override
    public void accept(@Nullable Object row) throws Exception {
        int partition = turn();
        Object own = owned(row);
        buffer(partition).add(own);
        added(partition);
    }

    @Override
    public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
        int partition = turn();
        Object ownKey = LentValues.kept(key);
        Object ownValue = owned(value);
        buffer(partition).add(ownKey, ownValue);
        added(partition);
    }

    @Override
    public void acceptLong(long row) throws Exception {
        int partition = turn();
        buffer(partition).addLong(row);
        added(partition);
    }

    @Override
    public void acceptDouble(double row) throws Exception {
        int partition = turn();
        buffer(partition).addDouble(row);
        added(partition);
    }
}
