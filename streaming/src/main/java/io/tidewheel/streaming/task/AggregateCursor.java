package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.GroupedChanges;
import io.tidewheel.checkpoint.state.KeyBlock;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changes the state as rows pass: see {@link AggregateStep}. */
final class AggregateCursor implements Cursor {
    /*
     * Rows are collected, looked up together, and then given in their order: looking up one key waits for memory, many
     * wait together.
     */
    private static final int FIRST_ROWS = 64;

    private final AggregateStep step;
    private final Cursor up;
    private final TaskContext context;
    private final RunResources run;
    private final StateStore base;
    private final GroupedChanges changed = new GroupedChanges(); // the exchange gives each key once
    private final Codecs.ValueBytes bytes;
    private final Codecs.BytesValues values;
    private final int most; // rows of a block
    private final KeyBlock block = new KeyBlock();
    private @Nullable Object[] keys = new Object[FIRST_ROWS]; // of the block
    private @Nullable Object[] accumulators = new Object[FIRST_ROWS]; // of the batch, then of the state
    private int collected; // rows of the block
    private int given; // rows of the block
    int seen; // nobody asks, but the JIT cannot know
    private boolean isLookedUp; // the block, which is to be given now
    private boolean gives; // the block's rows
    private boolean hasEnded;
    private long rows;

    AggregateCursor(AggregateStep step, Cursor up, TaskContext context) {
        this.step = step;
        this.up = up;
        this.context = context;
        BatchScope batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.base = run.before(batch, step.operator());
        this.most = base.keysAtOnce();
        this.bytes = context.codecs().valueBytes();
        this.values = context.codecs().bytesValues();
    }

    @Override
    public void drain(Sink sink) throws Exception {
        giveRest(sink);
        up.drain(new PairSink(sink) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                if (collect(key, value)) {
                    giveRest(sink);
                }
            }
        });
        giveRest(sink);
        if (!sink.done()) {
            end();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        PairSink collecting = new PairSink() {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                collect(key, value);
            }
        };
        while (!isLookedUp && collected < most && up.advance(collecting)) {
            context.checkCancelled();
        }
        if (collected == 0) {
            end();
            return false;
        }
        give(sink, given + 1);
        return true;
    }

    /** Adds a row to the block; true if that is full then. */
    private boolean collect(@Nullable Object key, @Nullable Object value) {
        int number = collected;
        if (number == keys.length) {
            keys = Arrays.copyOf(keys, 2 * number);
            accumulators = Arrays.copyOf(accumulators, 2 * number);
        }
        keys[number] = key;
        accumulators[number] = value;
        collected = number + 1;
        return collected == most;
    }

    private void lookUp() throws Exception {
        seen += lookedAt(keys) + lookedAt(accumulators);
        for (int row = 0; row < collected; row++) {
            bytes.clear();
            bytes.addKey(keys[row]);
            int group = KeyGroups.group(bytes.array(), 0, bytes.size(), step.keyGroups());
            block.add(group, bytes.array(), 0, bytes.size());
        }
        base.getAll(block, this::merge);
        isLookedUp = true;
    }

    /** Reads all objects, none of which waits for another; somebody has to want what is read. */
    private int lookedAt(@Nullable Object[] objects) {
        int sum = 0;
        for (int row = 0; row < collected; row++) {
            sum += objects[row] instanceof String text ? text.length() : 0;
        }
        return sum;
    }

    private void giveRest(Sink sink) throws Exception {
        if (collected > 0) {
            give(sink, collected);
        }
    }

    /** Gives rows of the block until so many of it were given, or nobody wants more. */
    private void give(Sink sink, int end) throws Exception {
        gives = true;
        if (!isLookedUp) {
            lookUp();
        }
        for (; given < end && !sink.done(); given++) {
            bytes.clear();
            bytes.add(accumulators[given]);
            changed.put(block, given, bytes.array(), 0, bytes.size());
            sink.accept(keys[given], step.finish().map(accumulators[given]));
        }
        if (given == collected) {
            rows += given;
            given = 0;
            collected = 0;
            block.clear();
            isLookedUp = false;
        }
        gives = false;
    }

    private void merge(int number, byte[] array, int from, int length) throws Exception {
        if (length >= 0) {
            Object before = values.of(array, from, length);
            accumulators[number] = step.combiner().merge(before, accumulators[number]);
        }
    }

    private void end() throws IOException {
        if (!hasEnded) {
            hasEnded = true;
            StateOutcome.leave(
                    context, run, step.results(), step.operator(), changed.changes(), rows, StateOutcome.NO_DEADLINE);
        }
    }

    @Override
    public void close() throws IOException {
        up.close();
    }

    @Override
    public long estimatedRows() {
        return up.estimatedRows();
    }

    /** A row that fails is one of the block, of which the last was read. */
    @Override
    public String position() {
        String last = up.position();
        boolean isLast = !gives || collected < 2 || last.isEmpty();
        return isLast ? last : last + " or one of the " + (collected - 1) + " rows before it";
    }
}
