package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.ReadableState;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an {@link UpdateStateStep} does in one partition. */
final class UpdateStateCursor extends StateCursor {
    /*
     * The exchange gives each key once, so that no state is looked up that was put: changed keys go to an overlay, and
     * those without values are found by a scan of the state as it was before. Of the keys with values that it comes to, the
     * overlay has those whose state has changed; only the others are remembered: all, where an initial state is in it too.
     */
    private static final byte[] NOTHING = {};

    private final UpdateStateStep step;
    private final ReadableState before;
    private final StateOverlay changed;
    private final StateOverlay called; // under the other keys with values, as far as there was state, is nothing
    private final boolean begins; // with an initial state
    private final GroupScans all; // keys of the state before
    private long rows;

    UpdateStateCursor(UpdateStateStep step, Cursor up, TaskContext context) {
        super(up, context, step.keyGroups(), step.partitions());
        this.step = step;
        ReadableState base = run.before(batch, step.operator());
        StateChanges initial = BatchParameters.initialState(context, step.operator());
        this.begins = initial.keys() > 0;
        this.changed = with(initial, base);
        this.called = new StateOverlay(base);
        this.before = begins ? with(initial, base) : base;
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
        int group = KeyGroups.group(bytes, step.keyGroups());
        byte[] kept = before.get(group, bytes);
        boolean changes = call(group, bytes, kept, key, (Iterable<?>) Objects.requireNonNull(values), sink);
        if (kept != null && (begins || !changes)) {
            called.put(group, bytes, NOTHING);
        }
    }

    /** Calls the next key without values. */
    @Override
    boolean goOn(Sink sink) throws Exception {
        while (all.next()) {
            byte[] key = all.entry().key();
            if (!hadValues(all.group(), key)) {
                call(all.group(), key, all.entry().value(), codecs.fromBytes(key), List.of(), sink);
                return true;
            }
        }
        return false;
    }

    /** Of a key that the scan has come to. */
    private boolean hadValues(int group, byte[] key) {
        return called.hasChanged(group, key) || (!begins && changed.hasChanged(group, key));
    }

    /** True if the state of the key is another now. */
    private boolean call(
            int group, byte[] bytes, byte @Nullable [] kept, @Nullable Object key, Iterable<?> values, Sink sink)
            throws Exception {
        @SuppressWarnings("unchecked") // the stream's values are of the function's type
        Iterable<Object> typed = (Iterable<Object>) values;
        Object state = step.function().update(typed, kept == null ? null : codecs.fromBytes(kept));
        if (state == null) {
            if (kept != null) {
                changed.remove(group, bytes);
            }
            return kept != null;
        }
        byte[] now = codecs.toBytes(state);
        boolean changes = !Arrays.equals(now, kept);
        if (changes) {
            changed.put(group, bytes, now);
        }
        gave();
        rows++;
        sink.accept(key, state);
        return changes;
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
