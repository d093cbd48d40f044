package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.Session;
import io.tidewheel.batch.window.SessionCombiner;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Windows of rows that follow each other closely. */
final class SessionCursor extends WindowCursor {
    /*
     * An entry of the state has the open sessions of a key, in their order: of each where it starts and ends (8 bytes each),
     * how many bytes its accumulator has (4), and those. Each key has one timer, when the first of them ends.
     */
    private static final int HEADER_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final SessionCombiner combiner;
    private final StateOverlay timerEntries;
    private final Timers timers;
    private final GroupScans due; // timers

    SessionCursor(WindowStep step, SessionWindows windows, Cursor up, TaskContext context) {
        super(step, up, context);
        this.combiner = step.values().sessions(windows);
        this.timerEntries = new StateOverlay(run.before(batch, step.timers()));
        this.timers = new Timers(timerEntries);
        this.due = timers.scan(firstGroup, endGroup);
    }

    @Override
    @SuppressWarnings("unchecked") // the exchange before gives sessions
    void absorb(@Nullable Object key, @Nullable Object accumulator) throws Exception {
        byte[] keyBytes = keyBytes(key);
        int keyGroup = KeyGroups.group(keyBytes, step.keyGroups());
        byte[] entry = entries.get(keyGroup, keyBytes);
        List<Session> known = entry == null ? new ArrayList<>() : decoded(entry);
        if (!known.isEmpty()) {
            timers.cancel(keyGroup, known.get(0).endMillis(), keyBytes);
        }
        List<Session> sessions = (List<Session>) combiner.merge(known, accumulator);
        keep(keyGroup, keyBytes, key, sessions, entry != null);
    }

    /** Gives the sessions that are finished, and keeps the others. */
    private void keep(int keyGroup, byte[] keyBytes, @Nullable Object key, List<Session> sessions, boolean existed)
            throws Exception {
        List<Session> open = new ArrayList<>();
        for (Session session : sessions) {
            if (session.endMillis() <= finishedMillis) {
                give(key, session.startMillis(), session.endMillis(), session.accumulator());
            } else {
                open.add(session);
            }
        }
        if (!open.isEmpty()) {
            entries.put(keyGroup, keyBytes, encoded(open));
            timers.set(keyGroup, open.get(0).endMillis(), keyBytes);
        } else if (existed) {
            entries.remove(keyGroup, keyBytes);
        }
    }

    private List<Session> decoded(byte[] entry) {
        List<Session> sessions = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(entry);
        while (in.hasRemaining()) {
            long start = in.getLong();
            long end = in.getLong();
            byte[] accumulator = new byte[in.getInt()];
            in.get(accumulator);
            sessions.add(new Session(start, end, accumulator(accumulator)));
        }
        return sessions;
    }

    private byte[] encoded(List<Session> sessions) {
        List<byte[]> accumulators = new ArrayList<>();
        int length = 0;
        for (Session session : sessions) {
            byte[] bytes = accumulatorBytes(session.accumulator());
            accumulators.add(bytes);
            length += HEADER_BYTES + bytes.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            byte[] bytes = accumulators.get(i);
            out.putLong(session.startMillis())
                    .putLong(session.endMillis())
                    .putInt(bytes.length)
                    .put(bytes);
        }
        return out.array();
    }

    @Override
    boolean due() throws Exception {
        if (finishedMillis <= finishedBeforeMillis) {
            return false;
        }
        while (due.next()) {
            long endMillis = TimedKey.millisOf(due.entry());
            if (endMillis <= finishedMillis) {
                byte[] keyBytes = TimedKey.keyOf(due.entry());
                timers.cancel(due.group(), endMillis, keyBytes);
                byte[] entry = entries.get(due.group(), keyBytes);
                assert entry != null : "a timer without sessions in '" + step.operator() + "'";
                keep(due.group(), keyBytes, codecs.fromBytes(keyBytes), decoded(entry), true);
                return true;
            }
            due.skipGroup();
        }
        return false;
    }

    @Override
    void tell(long rowsGiven) throws IOException {
        long next = step.gives() == WindowStep.Giving.FINISHED_BY_CLOCK ? deadline() : StateOutcome.NO_DEADLINE;
        StateOutcome.leave(context, run, step.results(), step.operator(), entries.changes(), rowsGiven, next);
        StateOutcome.leave(
                context, run, step.results(), step.timers(), timerEntries.changes(), 0, StateOutcome.NO_DEADLINE);
    }

    private long deadline() {
        long next = StateOutcome.NO_DEADLINE;
        try (GroupScans first = timers.scan(firstGroup, endGroup)) {
            while (first.next()) {
                next = Math.min(next, TimedKey.millisOf(first.entry()));
                first.skipGroup();
            }
        }
        return next == StateOutcome.NO_DEADLINE ? next : deadlineMillis(next);
    }

    @Override
    public void close() throws IOException {
        due.close();
        super.close();
    }
}
