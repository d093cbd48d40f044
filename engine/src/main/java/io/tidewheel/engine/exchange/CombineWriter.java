package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.KeyHash;
import io.tidewheel.codec.LentValues;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Combines a map task's rows by key, in a table for each reduce partition; if the partitioner is to be asked late, in one table,
 * whose entries go to their partitions in the end.
 */
final class CombineWriter extends ExchangeWriter {
    private final KeyRouter router;
    private final int partitions;
    private final boolean asksLate;
    private final TaskContext context;
    private final CombineTables tables;

    CombineWriter(Partitioner partitioner, Combiner combiner, TaskContext context) {
        this.router = new KeyRouter(partitioner, context);
        this.partitions = partitioner.partitions();
        this.asksLate = partitioner.isAskedLate();
        this.context = context;
        Codecs codecs = context.codecs();
        boolean copies = combiner.sharesFirst();
        this.tables = new CombineTables(
                asksLate ? 1 : partitions,
                asksLate ? router : null,
                CombineTables.multiplier(partitioner),
                new ValueFolder(combiner, codecs, copies),
                () -> Folder.hot(ValueFolder.class, combiner, codecs, copies),
                true,
                context);
    }

    @Override
    public void accept(@Nullable Object row) throws Exception {
        Pair<?, ?> pair = Keyed.pair(row);
        accept(pair.key(), pair.value());
    }

    @Override
    public void accept(@Nullable Object given, @Nullable Object value) throws Exception {
        Object key = LentValues.kept(given);
        int hash = KeyHash.of(key);
        tables.add(asksLate ? 0 : router.partition(key, hash), key, hash, value);
    }

    @Override
    public List<@Nullable Block> finish() throws Exception {
        List<@Nullable Block> blocks = new ArrayList<>(partitions);
        boolean done = false;
        try {
            if (asksLate) {
                tables.lateBlocks(blocks);
            } else {
                for (int p = 0; p < partitions; p++) {
                    blocks.add(tables.block(p));
                }
            }
            if (context.services().strict()) {
                guard(blocks);
            }
            done = true;
        } finally {
            close();
            if (!done) {
                for (Block block : blocks) {
                    if (block != null) {
                        block.discard();
                    }
                }
            }
        }
        return blocks;
    }

    private void guard(List<@Nullable Block> blocks) throws Exception {
        for (int p = 0; p < partitions; p++) {
            Block block = blocks.get(p);
            blocks.set(p, block == null ? null : Fingerprints.guard(block, context.codecs()));
        }
    }

    @Override
    public int rowsBehind() {
        return tables.rowsBehind();
    }

    @Override
    public void close() {
        tables.close();
    }
}
