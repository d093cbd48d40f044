package io.tidewheel.integration.hostile;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.ExchangeInput;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.stage.TaskInputs;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What one attempt reads: decoded bytes, in the order of map partitions. */
final class HostileInputs implements TaskInputs {
    /** What one stage wrote, and how to read it. By reduce partition, then by map partition. */
    record Written(BlockFormat format, List<List<EncodedOutput>> outputs) {}

    private final Map<Integer, Written> written;
    private final ForgetfulStore store;
    private final Parameters parameters;
    private final Codecs codecs;
    private final Random random;

    HostileInputs(
            Map<Integer, Written> written, ForgetfulStore store, Parameters parameters, Codecs codecs, Random random) {
        this.parameters = parameters;
        this.written = written;
        this.store = store;
        this.codecs = codecs;
        this.random = random;
    }

    @Override
    public List<ExchangeInput> outputs(int producer, int reducePartition) {
        Written stage = written.get(producer);
        return stage.outputs.get(reducePartition).stream()
                .map(output -> output.input(stage.format, codecs, random.nextBoolean()))
                .toList();
    }

    /** What is there now may be forgotten the next moment. */
    @Override
    public boolean isStored(CachedRows rows, int partition) {
        return false;
    }

    @Override
    public @Nullable Cursor stored(CachedRows rows, int partition) {
        return store.read(key(rows, partition));
    }

    @Override
    public Cursor store(CachedRows rows, int partition, Cursor computed, TaskContext context) throws Exception {
        return store.store(key(rows, partition), computed);
    }

    private CachedBlock key(CachedRows rows, int partition) {
        return new CachedBlock(rows.id(), rows.run(parameters), partition);
    }
}
