package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.ReadableState;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link UpdateStateStep} does in one partition. */
final class UpdateStateCursor implements Cursor {
    /*
     * The exchange gives each key once, so that nothing that was put is looked up again: changed keys go to an overlay
     * that is never read, and the rest are found by a scan of the state as it was before.
     */
    private static final byte[] FIRST = {};

    private final UpdateStateStep step;
    private final Cursor up;
    private final TaskContext context;
    private final RunResources run;
    private final Codecs codecs;
    private final BatchParameters.BatchScope batch;
    private final ReadableState before;
    private final StateOverlay changed;
    private final Set<ByteBuffer> called = new HashSet<>(); // keys with values
    private final int endGroup;
    private int group; // whose other keys are called
    private @Nullable StateScan others; // the keys of the group; null before its first
    private boolean isRead; // there are no more values
    private boolean gave; // the last call has given a row
    private boolean isTold; // what was changed
    private long rows;

    UpdateStateCursor(UpdateStateStep step, Cursor up, TaskContext context) {
        this.step = step;
        this.up = up;
        this.context = context;
        this.batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.codecs = context.codecs();
        ReadableState base = run.before(batch, step.operator());
        StateChanges initial = BatchParameters.initialState(context, step.operator());
        this.changed = with(initial, base);
        this.before = initial.keys() == 0 ? base : with(initial, base);
        this.group = KeyGroups.firstGroup(context.partition(), step.keyGroups(), step.partitions());
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, step.keyGroups(), step.partitions());
    }

    private static StateOverlay with(StateChanges initial, ReadableState base) {
        StateOverlay entries = new StateOverlay(base);
        initial.forEach((ofKey, key, state) -> entries.put(ofKey, key, Objects.requireNonNull(state)));
        return entries;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (!isRead) {
            up.drain(calling(sink));
            isRead = !sink.done();
        }
        while (!sink.done() && callOther(sink)) {
            context.checkCancelled();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        PairSink calling = calling(sink);
        gave = false;
        while (!gave) {
            isRead = isRead || !up.advance(calling);
            if (isRead && !callOther(sink)) {
                return false;
            }
        }
        return true;
    }

    private PairSink calling(Sink sink) {
        return new PairSink(sink) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object values) throws Exception {
                byte[] bytes = codecs.toKeyBytes(key);
                called.add(ByteBuffer.wrap(bytes));
                int ofKey = KeyGroups.group(bytes, step.keyGroups());
                call(ofKey, bytes, before.get(ofKey, bytes), key, (Iterable<?>) Objects.requireNonNull(values), sink);
            }
        };
    }

    /** Calls the next key without values; false if there is none, and everything is told. */
    private boolean callOther(Sink sink) throws Exception {
        while (group < endGroup) {
            StateScan scan = others == null ? before.scan(group, FIRST, null) : others;
            others = scan;
            while (scan.next()) {
                byte[] key = scan.key();
                if (!called.contains(ByteBuffer.wrap(key))) {
                    call(group, key, scan.value(), codecs.fromBytes(key), List.of(), sink);
                    return true;
                }
            }
            closeScan();
            group++;
        }
        if (!isTold) {
            isTold = true;
            tell();
        }
        return false;
    }

    private void call(
            int ofKey, byte[] bytes, byte @Nullable [] kept, @Nullable Object key, Iterable<?> values, Sink sink)
            throws Exception {
        @SuppressWarnings("unchecked") // the stream's values are of the function's type
        Iterable<Object> typed = (Iterable<Object>) values;
        Object state = step.function().update(typed, kept == null ? null : codecs.fromBytes(kept));
        if (state == null) {
            if (kept != null) {
                changed.remove(ofKey, bytes);
            }
            return;
        }
        byte[] now = codecs.toBytes(state);
        if (!Arrays.equals(now, kept)) {
            changed.put(ofKey, bytes, now);
        }
        gave = true;
        rows++;
        sink.accept(key, state);
    }

    /** As long as there are keys there is something to say in the next interval. */
    private void tell() throws IOException {
        long deadline = rows == 0
                ? StateOutcome.NO_DEADLINE
                : Objects.requireNonNull(batch.grid()).next(batch.batchTimeMillis());
        StateOutcome.leave(context, run, step.results(), step.operator(), changed.changes(), rows, deadline);
    }

    private void closeScan() {
        StateScan open = others;
        others = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeScan();
        up.close();
    }

    @Override
    public String position() {
        return up.position();
    }
}
