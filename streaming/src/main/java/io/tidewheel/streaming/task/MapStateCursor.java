package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.state.KeyState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link MapStateStep} does in one partition. */
final class MapStateCursor extends StateCursor {
    /*
     * An entry of the state: when the key times out (8 bytes, Timers.NONE for never), then the bytes of the value. Each
     * entry that times out has one timer, at that time.
     */
    private final MapStateStep step;
    private final long batchMillis;
    private final StateOverlay entries;
    private final StateOverlay timerEntries;
    private final Timers timers;
    private final GroupScans due; // timers
    private final GroupScans shown; // keys with their state
    private long nextMillis = Timers.NONE; // the earliest timer of the groups that were looked at
    private long rows;

    MapStateCursor(MapStateStep step, Cursor up, TaskContext context) {
        super(up, context, step.keyGroups(), step.partitions());
        this.step = step;
        this.batchMillis = batch.batchTimeMillis();
        this.entries = new StateOverlay(run.before(batch, step.operator()));
        this.timerEntries = new StateOverlay(run.before(batch, step.timers()));
        this.timers = new Timers(timerEntries);
        this.due = timers.scan(firstGroup, endGroup);
        this.shown = GroupScans.of(entries, firstGroup, endGroup);
        BatchParameters.initialState(context, step.operator()).forEach(this::begin);
    }

    /** A key that the state begins with: its time begins with this batch. */
    private void begin(int group, byte[] key, byte @Nullable [] state) {
        put(group, key, timesOut(), Objects.requireNonNull(state));
    }

    private long timesOut() {
        boolean never = step.timeoutMillis() == 0 || step.timeoutMillis() >= Timers.NONE - batchMillis;
        return never ? Timers.NONE : batchMillis + step.timeoutMillis();
    }

    private void put(int group, byte[] key, long until, byte[] value) {
        byte[] entry = ByteBuffer.allocate(Long.BYTES + value.length)
                .putLong(until)
                .put(value)
                .array();
        entries.put(group, key, entry);
        if (until != Timers.NONE) {
            timers.set(group, until, key);
        }
    }

    @Override
    void take(@Nullable Object key, @Nullable Object value, Sink sink) throws Exception {
        byte[] bytes = codecs.toKeyBytes(key);
        call(new Current(KeyGroups.group(bytes, step.keyGroups()), bytes, false), key, value, sink);
    }

    @Override
    boolean goOn(Sink sink) throws Exception {
        return timeOut(sink) || (step.snapshots() && show(sink));
    }

    /** Calls the next key that has waited too long; false if there is none. */
    private boolean timeOut(Sink sink) throws Exception {
        while (due.next()) {
            long millis = TimedKey.millisOf(due.entry());
            if (millis <= batchMillis) {
                timeOut(due.group(), TimedKey.keyOf(due.entry()), millis, sink);
                return true;
            }
            nextMillis = Math.min(nextMillis, millis);
            due.skipGroup();
        }
        return false;
    }

    private void timeOut(int group, byte[] key, long millis, Sink sink) throws Exception {
        timers.cancel(group, millis, key);
        if (step.timeoutMillis() == 0) { // the program has done away with timeouts since
            return;
        }
        call(new Current(group, key, true), codecs.fromBytes(key), null, sink);
    }

    /** Gives the next key with its state. */
    private boolean show(Sink sink) throws Exception {
        if (!shown.next()) {
            return false;
        }
        byte[] entry = shown.entry().value();
        byte[] state = Arrays.copyOfRange(entry, Long.BYTES, entry.length);
        if (batch.grid() != null) { // the next interval shows it too
            nextMillis = Math.min(nextMillis, batch.grid().next(batchMillis));
        }
        gave();
        sink.accept(new StateRow(codecs.fromBytes(shown.entry().key()), codecs.fromBytes(state)));
        return true;
    }

    private void call(Current current, @Nullable Object key, @Nullable Object value, Sink sink) throws Exception {
        Object row = step.function().apply(key, value, current);
        current.store();
        if (row != null) {
            gave();
            rows++;
            sink.accept(row);
        }
    }

    @Override
    void tell() throws IOException {
        StateOutcome.leave(context, run, step.results(), step.operator(), entries.changes(), rows, nextMillis);
        StateOutcome.leave(context, run, step.results(), step.timers(), timerEntries.changes(), 0, Timers.NONE);
    }

    @Override
    public void close() throws IOException {
        due.close();
        shown.close();
        super.close();
    }

    /** What is kept of the key that is called. */
    private final class Current implements KeyState<Object> {
        private final int group;
        private final byte[] key;
        private final boolean isTimingOut;
        private final boolean existed;
        private final long timesOutMillis; // as it is stored; NONE for never
        private @Nullable Object state;
        private byte @Nullable [] stored; // the bytes of the state; null if they are not known

        Current(int group, byte[] key, boolean isTimingOut) {
            this.group = group;
            this.key = key;
            this.isTimingOut = isTimingOut;
            byte[] entry = entries.get(group, key);
            existed = entry != null;
            if (entry == null) {
                timesOutMillis = Timers.NONE;
            } else {
                timesOutMillis = ByteBuffer.wrap(entry).getLong();
                stored = Arrays.copyOfRange(entry, Long.BYTES, entry.length);
                state = codecs.fromBytes(stored);
            }
        }

        @Override
        public @Nullable Object get() {
            return state;
        }

        @Override
        public void update(Object newState) {
            if (isTimingOut) {
                throw new IllegalStateException("the state of key " + codecs.fromBytes(key) + " in '" + step.operator()
                        + "' is timing out and cannot be updated: it ends with this call; check isTimingOut() first");
            }
            if (newState == null) {
                throw new IllegalStateException("the state of key " + codecs.fromBytes(key) + " in '" + step.operator()
                        + "' was updated with null; call remove() to end it");
            }
            state = newState;
            stored = null;
        }

        @Override
        public void remove() {
            state = null;
            stored = null;
        }

        @Override
        public boolean isTimingOut() {
            return isTimingOut;
        }

        @Override
        public Instant batchTime() {
            return Instant.ofEpochMilli(batchMillis);
        }

        /** Makes what the function has left part of the state. */
        void store() {
            long until = state == null || isTimingOut ? Timers.NONE : timesOut();
            if (timesOutMillis != Timers.NONE && timesOutMillis != until) {
                timers.cancel(group, timesOutMillis, key);
            }
            if (state == null || isTimingOut) {
                if (existed) {
                    entries.remove(group, key);
                }
            } else if (stored == null || until != timesOutMillis) {
                put(group, key, until, stored == null ? codecs.toBytes(state) : stored);
            }
        }
    }
}
