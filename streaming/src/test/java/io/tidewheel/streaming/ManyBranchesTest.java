package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One query whose keyed streams end in several sinks and functions, which commit together. */
class ManyBranchesTest {
    private static final AtomicLong DISK_CALLS = new AtomicLong(); // of a run without faults
    private static final Fault POWER_FAILURE = Fault.powerFailure(Moment.BEFORE);

    private static @Nullable Integer sum(Iterable<Integer> values, @Nullable Integer state) {
        int sum = state == null ? 0 : state;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }

    private static Pair<String, Integer> visit(String word, @Nullable Integer one, KeyState<Integer> state) {
        int visits = (state.exists() ? state.get() : 0) + 1;
        state.update(visits);
        return Pair.of(word, visits);
    }

    private static Fault counted(FaultPlan.Call call) {
        DISK_CALLS.set(call.number());
        return Fault.NONE;
    }

    /** What each sink and function has of each batch, sorted. */
    private static Map<String, Map<Long, List<String>>> outputs(int failingCall) {
        MemorySource<String> words = MemorySource.of("a", "b", "a", "c", "b", "a");
        Map<String, MemorySink<Object>> sinks = new TreeMap<>();
        for (String name : List.of("now", "sums", "large", "running", "sorted", "visits", "kept", "joined")) {
            sinks.put(name, MemorySink.create());
        }
        Map<Long, List<String>> seen = new TreeMap<>(); // by a function
        try (QueryHarness<Void, Object> query = QueryHarness.of(sinks.get("sums"), streams -> {
            streams.interval(Duration.ofSeconds(1)).maxRowsPerBatch(2);
            KeyedDStream<String, Integer> ones =
                    streams.from("words", words).keyBy(word -> word, word -> 1).cache();
            KeyedDStream<String, Integer> now = ones.reduceByKey(Integer::sum);
            now.to("now", sinks.get("now"));
            KeyedDStream<String, Integer> sums =
                    ones.updateStateByKey(ManyBranchesTest::sum).named("sums");
            sums.to("sums", sinks.get("sums"));
            sums.filter((word, sum) -> sum > 1).to("large", sinks.get("large"));
            sums.forEachBatch(
                    "seen",
                    (rows, batch) -> seen.put(
                            batch.id(),
                            List.of(batch.time() + " "
                                    + new TreeMap<>(rows.persist(StorageLevel.MEMORY_ONLY)
                                            .collectAsMap()))));
            ones.aggregate(count()).named("running").to("running", sinks.get("running"));
            ones.transformToPair(KeyedDataset::sortByKey).to("sorted", sinks.get("sorted"));
            StateDStream<String, Integer, Pair<String, Integer>> visits = ones.mapWithState(
                            StateSpec.function(ManyBranchesTest::visit))
                    .named("visits");
            visits.mapToPair(pair -> pair).to("visits", sinks.get("visits"));
            visits.snapshots().to("kept", sinks.get("kept"));
            sums.join(now, (sum, fresh) -> sum * 100 + fresh).to("joined", sinks.get("joined"));
        })) {
            query.trigger(Trigger.availableNow())
                    .faults(failingCall == 0 ? ManyBranchesTest::counted : FaultPlan.nth(failingCall, POWER_FAILURE))
                    .runAll();
            long calls = DISK_CALLS.get();
            query.restart(1 + failingCall % 3).runAll();
            DISK_CALLS.set(calls);
        }
        Map<String, Map<Long, List<String>>> outputs = new TreeMap<>();
        sinks.forEach((name, sink) -> {
            Map<Long, List<String>> batches = new TreeMap<>();
            sink.batches()
                    .forEach((batch, rows) -> batches.put(
                            batch, rows.stream().map(Object::toString).sorted().toList()));
            outputs.put(name, batches);
        });
        outputs.put("seen", seen);
        return outputs;
    }

    @Test
    void case_I4_wheneverThePowerFails_everyBranchHasTheSameOfEveryBatch() {
        Map<String, Map<Long, List<String>>> expected = outputs(0);
        assertThat(expected.get("sums"))
                .containsEntry(0L, List.of("(a, 1)", "(b, 1)"))
                .containsEntry(1L, List.of("(a, 2)", "(b, 1)", "(c, 1)"))
                .containsEntry(2L, List.of("(a, 3)", "(b, 2)", "(c, 1)"));
        assertThat(expected.get("kept")).isEqualTo(expected.get("sums"));
        assertThat(expected.get("now")).containsEntry(2L, List.of("(a, 1)", "(b, 1)"));
        assertThat(expected.get("running")).containsEntry(2L, List.of("(a, 3)", "(b, 2)"));
        assertThat(expected.get("joined")).containsEntry(2L, List.of("(a, 301)", "(b, 201)"));
        assertThat(expected.get("large")).containsEntry(2L, List.of("(a, 3)", "(b, 2)"));
        assertThat(expected.get("sorted")).containsEntry(1L, List.of("(a, 1)", "(c, 1)"));
        assertThat(expected.get("visits")).containsEntry(1L, List.of("(a, 2)", "(c, 1)"));
        List<Integer> others = new ArrayList<>();
        long calls = DISK_CALLS.get();
        assertThat(calls).isGreaterThan(10);
        for (int call = 1; call <= calls; call++) {
            if (!outputs(call).equals(expected)) {
                others.add(call);
            }
        }
        assertThat(others).isEmpty();
    }
}
