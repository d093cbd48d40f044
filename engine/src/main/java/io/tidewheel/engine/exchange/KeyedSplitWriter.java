package io.tidewheel.engine.exchange;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Splits keyed rows by their keys' partitions, each in arrival order. */
final class KeyedSplitWriter extends SplitWriter {
    private final KeyRouter router;

    KeyedSplitWriter(Partitioner partitioner, TaskContext context) {
        super(partitioner.partitions(), context);
        this.router = new KeyRouter(partitioner, context);
    }

    @Override
    public void accept(@Nullable Object row) throws Exception {
        Pair<?, ?> pair = Keyed.pair(row);
        accept(pair.key(), pair.value());
    }

    @Override
    public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
        int partition = router.partition(key, KeyHash.of(key));
        buffer(partition).add(key, value);
        added(partition);
    }
}
