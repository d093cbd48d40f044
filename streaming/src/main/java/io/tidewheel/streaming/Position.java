package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a query has come. Owned by the query's thread. */
final class Position {
    /** Of so many commits the journal can go back to the oldest: what it read may be read again. */
    private static final int RETAINED = 2;

    private long lastBatchId = -1;
    private long lastTimeMillis = Long.MIN_VALUE;
    private long watermarkMillis = Long.MIN_VALUE;
    private final Map<String, Long> counters = new TreeMap<>();
    private Map<String, Long> eventTimes = Map.of(); // as the journal has them
    private Map<String, Long> deadlines = Map.of(); // by operator, or by what else wants a batch
    private long deadlineMillis = Long.MAX_VALUE;
    private final Deque<Planned> retained = new ArrayDeque<>(); // the last committed, oldest first

    /** Of a query that was stopped; nulls if it has never come so far. */
    static Position after(@Nullable Planned planned, @Nullable Committed committed) {
        Position position = new Position();
        if (planned != null && committed != null) {
            position.committed(planned, committed);
        }
        return position;
    }

    long nextBatchId() {
        return lastBatchId + 1;
    }

    /** -1 if there was none. */
    long lastBatchId() {
        return lastBatchId;
    }

    /** The time of the last batch; Long.MIN_VALUE if there was none. */
    long lastTimeMillis() {
        return lastTimeMillis;
    }

    /** What time the next batch is told it is: never before that of the last. */
    long timeMillis(long nowMillis) {
        return Math.max(lastTimeMillis, nowMillis);
    }

    /** How long until an operator wants a batch, by the time that batch would be told; Long.MAX_VALUE for never. */
    long untilDeadlineMillis(long nowMillis) {
        return deadlineMillis == Long.MAX_VALUE ? deadlineMillis : Math.max(0, deadlineMillis - timeMillis(nowMillis));
    }

    long watermarkMillis() {
        return watermarkMillis;
    }

    /** How far event time has come, for a batch of some time. */
    EventProgress eventProgress(Description query, long batchMillis) {
        Set<String> idle = EventProgress.idle(deadlines, query.watermarks(), batchMillis);
        return EventProgress.of(query, eventTimes, idle);
    }

    Map<String, Long> deadlines() {
        return deadlines;
    }

    /** The counters after {@code more} was counted; none is counted yet. */
    Map<String, Long> counted(Map<String, Long> more) {
        Map<String, Long> sums = new TreeMap<>(counters);
        more.forEach((name, count) -> sums.merge(name, count, Long::sum));
        return sums;
    }

    void committed(Planned planned, Committed committed) {
        lastBatchId = committed.batchId();
        lastTimeMillis = planned.batchTimeMillis();
        watermarkMillis = committed.watermarkMillis();
        counters.clear();
        counters.putAll(committed.counters());
        eventTimes = committed.eventTimes();
        deadlines = committed.deadlines();
        deadlineMillis = committed.deadlines().values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
        retained.add(planned);
        if (retained.size() > RETAINED) {
            retained.remove();
        }
    }

    /** By source: nothing before it will be read again. */
    Map<String, String> lowWater() {
        Map<String, String> lowWater = new TreeMap<>();
        if (retained.size() == RETAINED) {
            retained.getFirst().inputs().forEach((source, input) -> lowWater.put(source, input.to()));
        }
        return lowWater;
    }
}
