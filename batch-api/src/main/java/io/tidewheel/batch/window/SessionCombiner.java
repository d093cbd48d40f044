package io.tidewheel.batch.window;

import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.function.CreateFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes timestamped values of one key into its sessions: an accumulator is a list of them, in their order, none touching
 * another. Holds one key's sessions, not its rows.
 *
 * @param values makes values of one session into its accumulator
 * @param empty makes accumulators of no values
 */
public record SessionCombiner(long gapMillis, Combiner values, CreateFunction<?> empty) implements Combiner {
    @Override
    public Object create(@Nullable Object value) throws Exception {
        List<Session> sessions = new ArrayList<>(1);
        Timestamped<?> row = row(value);
        sessions.add(new Session(row.millis(), row.millis() + gapMillis, values.create(row.value())));
        return sessions;
    }

    @Override
    public Object fold(@Nullable Object accumulator, @Nullable Object value) throws Exception {
        List<Session> sessions = sessions(accumulator);
        Timestamped<?> row = row(value);
        long end = row.millis() + gapMillis;
        int at = firstReaching(sessions, row.millis());
        if (at == sessions.size() || sessions.get(at).startMillis() > end) {
            sessions.add(at, new Session(row.millis(), end, values.create(row.value())));
        } else {
            Session met = sessions.get(at);
            Object all = values.fold(met.accumulator(), row.value());
            sessions.set(at, span(met, row.millis(), end, all));
            mergeFollowing(sessions, at);
        }
        return sessions;
    }

    /** Merges accumulators in the order of sessions. */
    @Override
    public Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
        List<Session> sessions = sessions(left);
        for (Session session : sessions(right)) {
            int at = firstReaching(sessions, session.startMillis());
            if (at == sessions.size() || sessions.get(at).startMillis() > session.endMillis()) {
                sessions.add(at, span(session, session.startMillis(), session.endMillis(), copy(session)));
            } else {
                Session met = sessions.get(at);
                Object all = session.startMillis() < met.startMillis()
                        ? values.merge(copy(session), met.accumulator())
                        : values.merge(met.accumulator(), session.accumulator());
                sessions.set(at, span(met, session.startMillis(), session.endMillis(), all));
                mergeFollowing(sessions, at);
            }
        }
        return sessions;
    }

    /** One that may be changed. */
    private @Nullable Object copy(Session session) throws Exception {
        return values.merge(empty.create(), session.accumulator());
    }

    private static Session span(Session met, long start, long end, @Nullable Object accumulator) {
        return new Session(Math.min(met.startMillis(), start), Math.max(met.endMillis(), end), accumulator);
    }

    /** One has become longer, and may reach those after it. */
    private void mergeFollowing(List<Session> sessions, int at) throws Exception {
        while (at + 1 < sessions.size()
                && sessions.get(at + 1).startMillis() <= sessions.get(at).endMillis()) {
            Session session = sessions.get(at);
            Session next = sessions.remove(at + 1);
            Object all = values.merge(session.accumulator(), next.accumulator());
            sessions.set(at, span(session, next.startMillis(), next.endMillis(), all));
        }
    }

    /** The first that ends at a time or later; rows mostly come in their order, so it is looked for from the end. */
    private static int firstReaching(List<Session> sessions, long millis) {
        int at = sessions.size();
        while (at > 0 && sessions.get(at - 1).endMillis() >= millis) {
            at--;
        }
        return at;
    }

    private static Timestamped<?> row(@Nullable Object value) {
        assert value instanceof Timestamped<?> : value;
        return (Timestamped<?>) value;
    }

    @SuppressWarnings("unchecked") // the engine gives it accumulators of its own
    private static List<Session> sessions(@Nullable Object accumulator) {
        assert accumulator instanceof List<?> : accumulator;
        return (List<Session>) accumulator;
    }

    @Override
    public boolean sharesFirst() {
        return false; // a timestamped row is taken apart
    }
}
