package io.tidewheel.streaming.task;

import io.tidewheel.data.Windowed;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.task.TaskContext;

/** Brings the panes of a key to the partition that has its key group's state. */
public record PanePartitioner(int keyGroups, int partitions) implements Partitioner {
    @Override
    public Split open(TaskContext context) {
        Split byKey = new KeyGroupPartitioner(keyGroups, partitions).open(context);
        return (pane, hash) -> {
            assert pane instanceof Windowed<?> : pane;
            return byKey.partition(((Windowed<?>) pane).key(), 0);
        };
    }

    @Override
    public boolean isAskedLate() {
        return true;
    }

    @Override
    public String toString() {
        return "key groups of panes";
    }
}
