package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.StateSpec;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.SimulationOptions.SinkKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated query numbers the rows of a key, until none has come for some time.
 *
 * @param timeoutMillis 0 if it does not
 * @param sinks where each row's number goes, and -1 for a key that has timed out
 */
record SimulatedVisits(long timeoutMillis, Set<SinkKind> sinks) {
    private static final long IS_OVER = -1;

    static SimulatedVisits draw(Random random) {
        return random.nextInt(3) > 0
                ? new SimulatedVisits(0, Set.of())
                : new SimulatedVisits(1 + random.nextInt(15_000), SimulationOptions.sinks(random, true));
    }

    boolean areThere() {
        return timeoutMillis > 0;
    }

    DStream<Pair<String, Long>> of(DStream<String> rows) {
        return rows.keyBy(Reference::key)
                .mapWithState(StateSpec.function(SimulatedVisits::visit).timeout(Duration.ofMillis(timeoutMillis)))
                .named("visits");
    }

    private static Pair<String, Long> visit(String key, @Nullable String row, KeyState<Long> visits) {
        if (row == null) {
            return Pair.of(key, IS_OVER);
        }
        long number = 1 + (visits.exists() ? visits.get() : 0);
        visits.update(number);
        return Pair.of(key, number);
    }

    /** By batch: what must have come of it. */
    Map<Long, List<Pair<String, Long>>> expected(Iterable<Planned> batches, Reference reference) {
        Map<String, Long> visits = new TreeMap<>();
        Map<String, Long> lastSeen = new TreeMap<>(); // the time of the batch
        Map<Long, List<Pair<String, Long>>> expected = new TreeMap<>();
        for (Planned batch : batches) {
            List<Pair<String, Long>> given = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (String row : reference.rows(batch)) {
                String key = Reference.key(row);
                given.add(Pair.of(key, visits.merge(key, 1L, Long::sum)));
                seen.add(key);
                lastSeen.put(key, batch.batchTimeMillis());
            }
            for (String key : List.copyOf(visits.keySet())) {
                if (!seen.contains(key) && batch.batchTimeMillis() - lastSeen.get(key) >= timeoutMillis) {
                    given.add(Pair.of(key, IS_OVER));
                    visits.remove(key);
                }
            }
            expected.put(batch.batchId(), given);
        }
        return expected;
    }
}
