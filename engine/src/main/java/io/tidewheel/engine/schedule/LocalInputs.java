package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.block.BlockLostException;
import io.tidewheel.engine.block.StoredBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.exchange.ExchangeInput;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.stage.StageBody.Input;
import io.tidewheel.engine.stage.TaskInputs;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one task attempt of a local backend reads. Used by the task's thread, then by the scheduler. */
final class LocalInputs implements TaskInputs {
    private final LocalBackend backend;
    private final JobRun job;
    private final TaskAttempt attempt;
    private final List<Input> asked = new ArrayList<>(); // whose blocks this attempt may have taken
    private int recomputedRows;

    LocalInputs(LocalBackend backend, JobRun job, TaskAttempt attempt) {
        this.backend = backend;
        this.job = job;
        this.attempt = attempt;
    }

    @Override
    public List<ExchangeInput> outputs(int producer, int reducePartition) {
        boolean exclusive = job.plan.isReadOnce(producer, reducePartition);
        List<OutputBlock> keys = backend.scheduler().present(job, producer, reducePartition, exclusive);
        asked.add(new Input(producer, reducePartition));
        List<ExchangeInput> inputs = new ArrayList<>(keys.size());
        for (OutputBlock key : keys) {
            StoredBlock block =
                    exclusive ? backend.blocks().take(key) : backend.blocks().get(key);
            if (block == null) {
                throw new BlockLostException(key, null);
            }
            inputs.add(new BlockInput(key, block, exclusive));
        }
        return inputs;
    }

    private record BlockInput(OutputBlock key, StoredBlock block, boolean exclusive) implements ExchangeInput {
        @Override
        public int mapPartition() {
            return key.mapPartition();
        }

        @Override
        public long rows() {
            return block.rows();
        }

        @Override
        public Cursor open() throws Exception {
            return block.open();
        }

        @Override
        public void discard() {
            block.close();
        }
    }

    @Override
    public boolean isStored(CachedRows rows, int partition) {
        return backend.isStored(rows, job.options.parameters(), partition);
    }

    @Override
    public @Nullable Cursor stored(CachedRows rows, int partition) throws Exception {
        StoredBlock block = backend.blocks().get(key(rows, partition));
        return block == null ? null : block.open();
    }

    @Override
    public Cursor store(CachedRows rows, int partition, Cursor computed, TaskContext context) throws Exception {
        if (backend.isUnpersisted(rows.id())) {
            return computed;
        }
        CachedBlock key = key(rows, partition);
        if (backend.wasStored(key)) {
            recomputedRows++;
            backend.events().post(new EngineEvent.StoredPartitionRecomputed(job.id, attempt, rows.id(), partition));
        }
        Cursor kept;
        try {
            kept = new RowKeeper(backend.blocks(), key, rows.level(), context).keep(computed);
        } catch (Throwable e) {
            context.abandon(computed, e);
            throw e;
        }
        if (backend.blocks().contains(key)) {
            backend.noteStored(key);
        }
        return kept;
    }

    private CachedBlock key(CachedRows rows, int partition) {
        return new CachedBlock(rows.id(), rows.run(job.options.parameters()), partition);
    }

    List<Input> asked() {
        return asked;
    }

    /** Stored partitions that this attempt computed again. */
    int recomputedRows() {
        return recomputedRows;
    }
}
