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
import java.util.Objects;
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
    private final BatchParameters.BatchScope batch;
    private final long batchMillis;
    private final StateOverlay entries;
    private final StateOverlay timerEntries;
    private final Timers timers;
    private final int endGroup;
    private int group; // whose timers are looked at
    private @Nullable StateScan due; // the timers of the group; null before its first
    private long nextMillis = Timers.NONE; // the earliest timer of the groups that were looked at
    private int shown; // the group whose keys are shown
    private @Nullable StateScan showing; // the keys of that group; null before its first
    private boolean isRead; // there are no more values
    private boolean gave; // the last call has given a row
    private boolean isTold; // what was changed
    private long rows;

    MapStateCursor(MapStateStep step, Cursor up, TaskContext context) {
        this.step = step;
        this.up = up;
        this.context = context;
        this.batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.batchMillis = batch.batchTimeMillis();
        this.codecs = context.codecs();
        this.entries = new StateOverlay(run.before(batch, step.operator()));
        this.timerEntries = new StateOverlay(run.before(batch, step.timers()));
        this.timers = new Timers(timerEntries);
        this.group = KeyGroups.firstGroup(context.partition(), step.keyGroups(), step.partitions());
        this.shown = group;
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, step.keyGroups(), step.partitions());
        BatchParameters.initialState(context, step.operator()).forEach(this::begin);
    }

    /** A key that the state begins with: its time begins with this batch. */
    private void begin(int ofKey, byte[] key, byte @Nullable [] state) {
        put(ofKey, key, timesOut(), Objects.requireNonNull(state));
    }

    private long timesOut() {
        boolean never = step.timeoutMillis() == 0 || step.timeoutMillis() >= Timers.NONE - batchMillis;
        return never ? Timers.NONE : batchMillis + step.timeoutMillis();
    }

    private void put(int ofKey, byte[] key, long until, byte[] value) {
        byte[] entry = ByteBuffer.allocate(Long.BYTES + value.length)
                .putLong(until)
                .put(value)
                .array();
        entries.put(ofKey, key, entry);
        if (until != Timers.NONE) {
            timers.set(ofKey, until, key);
        }
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (!isRead) {
            up.drain(calling(sink));
            isRead = !sink.done();
        }
        while (!sink.done() && goOn(sink)) {
            context.checkCancelled();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        PairSink calling = calling(sink);
        gave = false;
        while (!gave) {
            isRead = isRead || !up.advance(calling);
            if (isRead && !goOn(sink)) {
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

    /** What comes behind the values, one call or row at a time; false if nothing is left, and everything is told. */
    private boolean goOn(Sink sink) throws Exception {
        if (timeOut(sink) || (step.snapshots() && show(sink))) {
            return true;
        }
        if (!isTold) {
            isTold = true;
            tell();
        }
        return false;
    }

    /** Gives the next key with its state. */
    private boolean show(Sink sink) throws Exception {
        for (; shown < endGroup; shown++) {
            StateScan scan = showing == null ? entries.scan(shown, Timers.NOTHING, null) : showing;
            showing = scan;
            if (scan.next()) {
                byte[] entry = scan.value();
                byte[] state = Arrays.copyOfRange(entry, Long.BYTES, entry.length);
                gave = true;
                if (batch.grid() != null) { // the next interval shows it too
                    nextMillis = Math.min(nextMillis, batch.grid().next(batchMillis));
                }
                sink.accept(new StateRow(codecs.fromBytes(scan.key()), codecs.fromBytes(state)));
                return true;
            }
            showing = closed(showing);
        }
        return false;
    }

    /** Calls the next key that has waited too long; false if there is none. */
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
            due = closed(due);
            group++;
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

    private static @Nullable StateScan closed(@Nullable StateScan scan) {
        if (scan != null) {
            scan.close();
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        due = closed(due);
        showing = closed(showing);
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
                put(group, key, until, stored == null ? codecs.toBytes(state) : stored);
            }
        }
    }
}
