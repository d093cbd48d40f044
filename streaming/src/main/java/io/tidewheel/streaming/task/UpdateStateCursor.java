package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.ReadableState;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.engine.cursor.Cursor;
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
final class UpdateStateCursor extends StateCursor {
    /*
     * The exchange gives each key once, so that nothing that was put is looked up again: changed keys go to an overlay
     * that is never read, and the rest are found by a scan of the state as it was before.
     */
    private final UpdateStateStep step;
    private final ReadableState before;
    private final StateOverlay changed;
    private final Set<ByteBuffer> called = new HashSet<>(); // keys with values
    private final GroupScans all; // keys of the state before
    private long rows;

    UpdateStateCursor(UpdateStateStep step, Cursor up, TaskContext context) {
        super(up, context, step.keyGroups(), step.partitions());
        this.step = step;
        ReadableState base = run.before(batch, step.operator());
        StateChanges initial = BatchParameters.initialState(context, step.operator());
        this.changed = with(initial, base);
        this.before = initial.keys() == 0 ? base : with(initial, base);
        this.all = GroupScans.of(before, firstGroup, endGroup);
    }

    private static StateOverlay with(StateChanges initial, ReadableState base) {
        StateOverlay entries = new StateOverlay(base);
        initial.forEach((ofKey, key, state) -> entries.put(ofKey, key, Objects.requireNonNull(state)));
        return entries;
    }

    @Override
    void take(@Nullable Object key, @Nullable Object values, Sink sink) throws Exception {
        byte[] bytes = codecs.toKeyBytes(key);
        called.add(ByteBuffer.wrap(bytes));
        int group = KeyGroups.group(bytes, step.keyGroups());
        call(group, bytes, before.get(group, bytes), key, (Iterable<?>) Objects.requireNonNull(values), sink);
    }

    /** Calls the next key without values. */
    @Override
    boolean goOn(Sink sink) throws Exception {
        while (all.next()) {
            byte[] key = all.entry().key();
            if (!called.contains(ByteBuffer.wrap(key))) {
                call(all.group(), key, all.entry().value(), codecs.fromBytes(key), List.of(), sink);
                return true;
            }
        }
        return false;
    }

    private void call(
            int group, byte[] bytes, byte @Nullable [] kept, @Nullable Object key, Iterable<?> values, Sink sink)
            throws Exception {
        @SuppressWarnings("unchecked") // the stream's values are of the function's type
        Iterable<Object> typed = (Iterable<Object>) values;
        Object state = step.function().update(typed, kept == null ? null : codecs.fromBytes(kept));
        if (state == null) {
            if (kept != null) {
                changed.remove(group, bytes);
            }
            return;
        }
        byte[] now = codecs.toBytes(state);
        if (!Arrays.equals(now, kept)) {
            changed.put(group, bytes, now);
        }
        gave();
        rows++;
        sink.accept(key, state);
    }

    /** As long as there are keys there is something to say in the next interval. */
    @Override
    void tell() throws IOException {
        long deadline = rows == 0
                ? StateOutcome.NO_DEADLINE
                : Objects.requireNonNull(batch.grid()).next(batch.batchTimeMillis());
        StateOutcome.leave(context, run, step.results(), step.operator(), changed.changes(), rows, deadline);
    }

    @Override
    public void close() throws IOException {
        all.close();
        super.close();
    }
}
