package io.tidewheel.engine.exchange;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.codec.LentValues;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Splits keyed rows by their keys' partitions, each in arrival order. */
final class KeyedSplitWriter extends SplitWriter {
    private final KeyRouter router;

    KeyedSplitWriter(Partitioner partitioner, TaskContext context) {
        this(new KeyRouter(partitioner, context), context);
    }

    KeyedSplitWriter(KeyRouter router, TaskContext context) {
        super(router.partitions(), context);
        this.router = router;
    }

    @Override
    public void accept(@Nullable Object row) throws Exception {
        Pair<?, ?> pair = Keyed.pair(row);
        accept(pair.key(), pair.value());
    }

    @Override
    public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
        Object ownKey = LentValues.kept(key);
        int partition = router.partition(ownKey, KeyHash.of(ownKey));
        Object ownValue = owned(value);
        buffer(partition).add(ownKey, ownValue);
        added(partition);
    }
}
