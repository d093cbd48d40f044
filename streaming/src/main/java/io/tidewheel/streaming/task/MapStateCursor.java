package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.state.KeyState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a {@link MapStateStep} does in one partition. */
final class MapStateCursor implements Cursor {
    /*
     * An entry of the state: when the key times out (8 bytes, Timers.NONE for never), then the bytes of the value. Each
     * entry that times out has one timer, at that time.
     */
    private final MapStateStep step;
    private final Cursor up;
    private final TaskContext context;
    private final RunResources run;
    private final Codecs codecs;
    private final long batchMillis;
    private final StateOverlay entries;
    private final StateOverlay timerEntries;
    private final Timers timers;
    private final int endGroup;
    private int group; // whose timers are looked at
    private @Nullable StateScan due; // the timers of the group; null before its first
    private long nextMillis = Timers.NONE; // the earliest timer of the groups that were looked at
    private boolean isRead; // there are no more values
    private boolean gave; // the last call has given a row
    private long rows;

    MapStateCursor(MapStateStep step, Cursor up, TaskContext context) {
        this.step = step;
        this.up = up;
        this.context = context;
        BatchParameters.BatchScope batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.batchMillis = batch.batchTimeMillis();
        this.codecs = context.codecs();
        this.entries = new StateOverlay(run.before(batch, step.operator()));
        this.timerEntries = new StateOverlay(run.before(batch, step.timers()));
        this.timers = new Timers(timerEntries);
        this.group = KeyGroups.firstGroup(context.partition(), step.keyGroups(), step.partitions());
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, step.keyGroups(), step.partitions());
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (!isRead) {
            up.drain(calling(sink));
            isRead = !sink.done();
        }
        while (!sink.done() && timeOut(sink)) {
            context.checkCancelled();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        PairSink calling = calling(sink);
        gave = false;
        while (!gave) {
            isRead = isRead || !up.advance(calling);
            if (isRead && !timeOut(sink)) {
                return false;
            }
        }
        return true;
    }

    private PairSink calling(Sink sink) {
        return new PairSink(sink) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                byte[] bytes = codecs.toKeyBytes(key);
                call(new Current(KeyGroups.group(bytes, step.keyGroups()), bytes, false), key, value, sink);
            }
        };
    }

    /** Calls the next key that has waited too long; false if there is none, and everything is told. */
    private boolean timeOut(Sink sink) throws Exception {
        while (group < endGroup) {
            StateScan scan = due == null ? timers.scan(group) : due;
            due = scan;
            if (scan.next()) {
                long millis = Timers.millisOf(scan);
                if (millis <= batchMillis) {
                    timeOut(Timers.keyOf(scan), millis, sink);
                    return true;
                }
                nextMillis = Math.min(nextMillis, millis);
            }
            closeScan();
            if (++group == endGroup) {
                tell();
            }
        }
        return false;
    }

    private void timeOut(byte[] key, long millis, Sink sink) throws Exception {
        timers.cancel(group, millis, key);
        if (step.timeoutMillis() == 0) { // the program has done away with timeouts since
            return;
        }
        call(new Current(group, key, true), codecs.fromBytes(key), null, sink);
    }

    private void call(Current current, @Nullable Object key, @Nullable Object value, Sink sink) throws Exception {
        Object row = step.function().apply(key, value, current);
        current.store();
        if (row != null) {
            gave = true;
            rows++;
            sink.accept(row);
        }
    }

    private void tell() throws IOException {
        StateOutcome.leave(context, run, step.results(), step.operator(), entries.changes(), rows, nextMillis);
        StateOutcome.leave(context, run, step.results(), step.timers(), timerEntries.changes(), 0, Timers.NONE);
    }

    private void closeScan() {
        StateScan open = due;
        due = null;
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
                put(until, stored == null ? codecs.toBytes(state) : stored);
            }
        }

        private void put(long until, byte[] value) {
            byte[] entry = ByteBuffer.allocate(Long.BYTES + value.length)
                    .putLong(until)
                    .put(value)
                    .array();
            entries.put(group, key, entry);
            if (until != Timers.NONE) {
                timers.set(group, until, key);
            }
        }

        private long timesOut() {
            boolean never = step.timeoutMillis() == 0 || step.timeoutMillis() >= Timers.NONE - batchMillis;
            return never ? Timers.NONE : batchMillis + step.timeoutMillis();
        }
    }
}
