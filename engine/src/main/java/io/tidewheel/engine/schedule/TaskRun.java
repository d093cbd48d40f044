package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.block.BlockStore;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.event.TaskMetrics;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.ExchangeWriter;
import io.tidewheel.engine.memory.TaskShare;
import io.tidewheel.engine.stage.StageBody;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one task: opens its rows, runs them into its exchange or action, and keeps what came of it. The
 * scheduler makes it, one thread calls {@link #run}, then the scheduler reads the outcome.
 */
final class TaskRun {
    final JobRun job;
    final StageRun stage;
    final TaskAttempt attempt;
    final boolean recomputed;
    final BitSet owed; // reduce partitions whose output is to be kept
    final long exchange; // names its blocks
    final LocalInputs inputs;
    private final LocalBackend backend;
    private final TaskContext context;
    private final TaskShare memory;
    private @Nullable Object result;
    private List<@Nullable Block> blocks = List.of();
    private @Nullable Throwable failure;
    private String position = "";
    private int rowsBehind; // a failure may be about one of so many rows before the last
    private long nanos;
    private volatile @Nullable Thread thread;

    TaskRun(
            LocalBackend backend,
            JobRun job,
            StageRun stage,
            TaskAttempt attempt,
            boolean recomputed,
            @Nullable Outputs outputs) {
        this.backend = backend;
        this.job = job;
        this.stage = stage;
        this.attempt = attempt;
        this.recomputed = recomputed;
        this.owed = outputs == null ? new BitSet(0) : outputs.missing(attempt.partition());
        this.exchange = outputs == null ? -1 : outputs.exchange();
        this.memory = backend.memory().openTask();
        this.context = new TaskContext(attempt, backend, memory, job.options.parameters(), job.computed);
        this.inputs = new LocalInputs(backend, job, attempt);
    }

    /** Never throws; ends with the outcome set. */
    void run() {
        long start = backend.clock().nanoTime();
        thread = Thread.currentThread();
        CurrentTask.set(context);
        try {
            context.checkCancelled();
            compute();
        } catch (Throwable e) {
            failure = e;
        }
        try {
            context.complete(failure);
        } catch (Throwable e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
        CurrentTask.clear();
        memory.close();
        nanos = backend.clock().nanoTime() - start;
    }

    private void compute() throws Exception {
        StageBody body = job.plan.body(stage.stage);
        Exchange output = stage.stage.output();
        try (Cursor rows = body.open(attempt.partition(), context, inputs)) {
            try {
                if (output == null) {
                    context.hot(TaskContext.isHot(rows.estimatedRows()));
                    if (job.plan.readsStored()) {
                        context.shareRows();
                    }
                    result = job.plan.act(rows, context);
                } else {
                    write(job.plan.output(stage.stage), rows);
                }
            } catch (Throwable e) {
                position = place(rows.position(), rowsBehind);
                throw e;
            }
        } catch (Throwable e) {
            position = position.isEmpty() ? context.abandonedAt() : position;
            throw e;
        }
        job.plan.checkUnchanged(stage.stage, body);
    }

    private void write(Exchange output, Cursor rows) throws Exception {
        context.hot(TaskContext.isHot(rows.estimatedRows()));
        try (ExchangeWriter writer = output.writer(context)) {
            try {
                rows.drain(writer);
                context.checkCancelled();
                blocks = writer.finish();
            } catch (Throwable e) {
                rowsBehind = writer.rowsBehind();
                throw e;
            }
        }
    }

    private static String place(String position, int rowsBehind) {
        return position.isEmpty() || rowsBehind == 0
                ? position
                : position + " or one of the " + rowsBehind + " rows before it";
    }

    @Nullable
    Object result() {
        return result;
    }

    List<@Nullable Block> blocks() {
        return blocks;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Stores its blocks and merges its side results; may write files and call user code. If that fails, so has the attempt. */
    void keep() {
        int reduce = 0;
        try (BlockStore.Batch stored = backend.blocks().batch()) {
            for (; reduce < blocks.size(); reduce++) {
                Block block = blocks.get(reduce);
                if (block != null && owed.get(reduce)) {
                    BlockFormat format = job.plan.output(stage.stage).format();
                    stored.put(key(reduce), block, format, StorageLevel.MEMORY_AND_DISK);
                } else if (block != null) {
                    block.discard();
                }
            }
            if (!recomputed) {
                for (Map.Entry<Long, Object> side : context.sideResults().entrySet()) {
                    backend.sideResults().merge(side.getKey(), side.getValue());
                }
            }
        } catch (Exception | Error e) {
            failure = e;
            discard(blocks.subList(reduce, blocks.size()));
            discardKept();
        }
    }

    /** Lets go of its blocks, which were not kept. */
    void drop() {
        discard(blocks);
    }

    /** Removes the blocks that were kept. */
    void discardKept() {
        owed.stream().forEach(reduce -> backend.blocks().remove(key(reduce)));
    }

    private OutputBlock key(int reduce) {
        return new OutputBlock(exchange, attempt.partition(), reduce);
    }

    private static void discard(List<@Nullable Block> dropped) {
        for (Block block : dropped) {
            if (block != null) {
                block.discard();
            }
        }
    }

    /** Where in its input the attempt was when it failed; empty if unknown. */
    String position() {
        return position;
    }

    TaskMetrics metrics() {
        long rows = 0;
        long bytes = 0;
        for (Block block : blocks) {
            if (block != null) {
                rows += block.rows();
                bytes += block.heapBytes();
            }
        }
        return new TaskMetrics(nanos, rows, bytes);
    }

    /** Called under the scheduler's lock while the attempt is among the running ones. */
    void cancel(String reason) {
        context.cancel(reason);
        Thread on = thread;
        if (on != null) {
            on.interrupt();
        }
    }

    boolean isCancelled() {
        return context.isCancelled();
    }

    @Nullable
    Thread thread() {
        return thread;
    }
}
