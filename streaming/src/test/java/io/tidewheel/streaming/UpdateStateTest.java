package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpdateStateTest {
    private static final AtomicInteger READ = new AtomicInteger(); // rows of an initial state

    private final MemorySource<String> words = MemorySource.create();
    private final MemorySink<Pair<String, Integer>> counted = MemorySink.create();
    private String name = "counts";

    private static @Nullable Integer sum(Iterable<Integer> values, @Nullable Integer state) {
        int sum = state == null ? 0 : state;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }

    private QueryHarness<Void, Pair<String, Integer>> counting() {
        return QueryHarness.of(counted, streams -> streams.interval(Duration.ofSeconds(1))
                .from("words", words)
                .keyBy(word -> word, word -> 1)
                .updateStateByKey(UpdateStateTest::sum)
                .named(name)
                .to("out", counted));
    }

    /** From what other programs have counted. */
    private QueryHarness<Void, Pair<String, Integer>> countingFrom(List<Pair<String, Integer>> initial) {
        return QueryHarness.of(counted, streams -> streams.interval(Duration.ofSeconds(1))
                .from("words", words)
                .keyBy(word -> word, word -> 1)
                .updateStateByKey(
                        UpdateStateTest::sum,
                        streams.session().parallelizePairs(initial).mapValues(UpdateStateTest::read))
                .named(name)
                .to("out", counted));
    }

    private static int read(int count) {
        READ.incrementAndGet();
        return count;
    }

    private static Pair<String, Integer> row(String word, int count) {
        return Pair.of(word, count);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K1_everyKeyWithStateComesInEveryInterval(StateKind kind) {
        try (QueryHarness<Void, Pair<String, Integer>> query = counting()) {
            query.state(kind)
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 2), row("b", 1))
                    .add(words, "a", "b", "c")
                    .runBatch()
                    .expect(row("a", 3), row("b", 2), row("c", 1))
                    .crash()
                    .restart(3)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 4), row("b", 3), row("c", 1))
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 5), row("b", 3), row("c", 1))
                    .restart(1)
                    .runBatch() // without input
                    .expect(row("a", 5), row("b", 3), row("c", 1))
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K1_anInitialStateIsWhereItBegins(StateKind kind) {
        try (QueryHarness<Void, Pair<String, Integer>> query = countingFrom(List.of(row("a", 1), row("c", 2)))) {
            query.state(kind)
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 2), row("c", 2))
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 3), row("b", 1), row("c", 2))
                    .crash()
                    .restart(1)
                    .add(words, "a", "b", "c")
                    .runBatch()
                    .expect(row("a", 4), row("b", 2), row("c", 3))
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 5), row("b", 3), row("c", 3))
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 6), row("b", 3), row("c", 3))
                    .runBatch()
                    .expect(row("a", 6), row("b", 3), row("c", 3))
                    .verify();
        }
    }

    @Test
    void when_nothingComes_then_theInitialStateIsTakenAllTheSame_once() {
        READ.set(0);
        try (QueryHarness<Void, Pair<String, Integer>> query = countingFrom(List.of(row("a", 1), row("c", 2)))) {
            query.runBatch()
                    .expect(row("a", 1), row("c", 2))
                    .expectProgress(done -> assertThat(done.counters()).containsEntry("initialState.counts", 2L))
                    .restart(3)
                    .add(words, "c")
                    .runBatch()
                    .expect(row("a", 1), row("c", 3))
                    .verify();
        }
        assertThat(READ).hasValue(2);
    }

    @Test
    void when_anInitialStateIsEmpty_then_aLaterStartDoesNotReadItAnew() {
        List<Pair<String, Integer>> initial = new ArrayList<>();
        try (QueryHarness<Void, Pair<String, Integer>> query = countingFrom(initial)) {
            query.runBatch().expectNothing();
            initial.add(row("late", 1));
            query.restart().add(words, "a").runBatch().expect(row("a", 1)).verify();
        }
    }

    @Test
    void when_theFirstBatchCrashes_then_theInitialStateIsNotLost() {
        List<Pair<String, Integer>> initial = List.of(row("a", 1), row("c", 2));
        for (int call = 1; call <= 24; call += 3) {
            counted.clear();
            MemorySource<String> letters = MemorySource.of("a", "b");
            try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(counted, streams -> streams.interval(
                            Duration.ofSeconds(1))
                    .from("letters", letters)
                    .keyBy(word -> word, word -> 1)
                    .updateStateByKey(UpdateStateTest::sum, streams.session().parallelizePairs(initial))
                    .to("out", counted))) {
                query.faults(FaultPlan.nth(call, Fault.powerFailure(Moment.BEFORE)))
                        .runBatch()
                        .restart()
                        .add(letters, "c")
                        .runBatch()
                        .runBatch()
                        .expectLatest(Map.of("a", 2, "b", 1, "c", 3));
            }
        }
    }

    @Test
    void when_theFunctionGivesNothing_then_theKeyIsGoneAndIntervalsWithoutKeysAreSilent() {
        MemorySink<Pair<String, Integer>> left = MemorySink.create();
        try (QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(left, streams -> streams.interval(Duration.ofSeconds(1))
                        .from("words", words)
                        .keyBy(word -> word, word -> 2)
                        .<Integer>updateStateByKey((values, ticks) -> {
                            int rest = values.iterator().hasNext() ? 2 : ticks == null ? 0 : ticks - 1;
                            return rest == 0 ? null : rest;
                        })
                        .to("out", left))) {
            query.add(words, "a")
                    .runBatch()
                    .expect(row("a", 2))
                    .advance(Duration.ofSeconds(3))
                    .expect(row("a", 1));
            long batches = query.batches();
            query.advance(Duration.ofMinutes(1)).expectNothing();
            assertThat(query.batches()).isEqualTo(batches);
            query.add(words, "b").runBatch().expect(row("b", 2)).verify();
        }
    }

    @Test
    void when_aStateStaysAsItWas_then_nothingIsWrittenOfIt() {
        try (QueryHarness<Void, Pair<String, Integer>> query = counting()) {
            query.add(words, "a", "b", "c")
                    .runBatch()
                    .add(words, "b")
                    .runBatch()
                    .expectProgress(
                            done -> assertThat(done.stateOperators().get(0).numRowsUpdated())
                                    .isEqualTo(1));
        }
    }

    /** Where some keys have values and others not, and some states stay, change and go. */
    @Test
    void when_statesStayChangeAndGo_then_eachKeyIsCalledOnceInEachInterval() {
        List<Pair<String, Integer>> initial = List.of(row("stays", 0), row("changes", 0), row("goes", 0), row("no", 0));
        MemorySink<String> calls = MemorySink.create();
        try (QueryHarness<Void, String> query = QueryHarness.of(calls, streams -> streams.interval(
                        Duration.ofSeconds(1))
                .from("words", words)
                .keyBy(word -> word, word -> word)
                .updateStateByKey(UpdateStateTest::lastOf, streams.session().parallelizePairs(initial))
                .map((key, times) -> key + " " + times)
                .to("out", calls))) {
            query.add(words, "stays", "changes", "goes", "new")
                    .runBatch()
                    .expect("stays 0", "changes 1", "no 0", "new 0")
                    .add(words, "stays", "changes", "new")
                    .runBatch()
                    .expect("stays 0", "changes 2", "no 0", "new 0")
                    .add(words, "changes", "no", "goes")
                    .runBatch()
                    .expect("stays 0", "changes 3", "no 0", "new 0", "goes 0")
                    .add(words, "goes", "goes")
                    .runBatch()
                    .expect("stays 0", "changes 3", "no 0", "new 0")
                    .verify();
        }
    }

    private static @Nullable Integer lastOf(Iterable<String> words, @Nullable Integer state) {
        String last = "";
        for (String word : words) {
            last = word;
        }
        return last.equals("goes") && state != null
                ? null
                : state == null ? 0 : last.equals("changes") ? state + 1 : state;
    }

    /** As a table: the outputs of each batch, whatever happens in between. */
    private List<Map<String, Integer>> outputs(int crashAfter) {
        MemorySource<Integer> numbers = MemorySource.create();
        MemorySink<Pair<String, Integer>> sums = MemorySink.create();
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(sums, streams -> {
            KeyedDStream<String, Integer> ones = streams.interval(Duration.ofSeconds(1))
                    .from("numbers", numbers)
                    .map(number -> number % 3)
                    .keyBy(rest -> "rest " + rest, rest -> 1);
            KeyedDStream<String, Integer> reduced = ones.reduceByKey(Integer::sum);
            reduced.filter((key, count) -> count > 0)
                    .keyBy((key, count) -> "now " + key)
                    .union(reduced.updateStateByKey(UpdateStateTest::sum))
                    .to("out", sums);
        })) {
            for (int batch = 1; batch <= 10; batch++) {
                query.add(numbers, batch, batch + 1).runBatch();
                if (batch == crashAfter) {
                    query.crash().restart(1 + batch % 4);
                }
            }
        }
        List<Map<String, Integer>> outputs = new ArrayList<>();
        sums.batches().values().forEach(rows -> {
            Map<String, Integer> output = new TreeMap<>();
            rows.forEach(row -> assertThat(output.put(row.key(), row.value())).isNull());
            outputs.add(output);
        });
        return outputs;
    }

    @Test
    void case_K7_stoppedMidway_then_theRemainingOutputsEqualThoseOfAnUninterruptedRun() {
        List<Map<String, Integer>> uninterrupted = outputs(0);
        assertThat(uninterrupted).hasSize(10);
        assertThat(uninterrupted.get(9)).containsEntry("rest 0", 6);
        for (int batch = 1; batch < 10; batch += 2) {
            assertThat(outputs(batch)).isEqualTo(uninterrupted);
        }
    }

    @Test
    void when_thereAreMorePartitionsThanKeyGroups_then_thoseWithoutAnyDoNothing() {
        try (QueryHarness<Void, Pair<String, Integer>> query = counting()) {
            query.parallelism(130)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 1), row("b", 1))
                    .runBatch()
                    .expect(row("a", 1), row("b", 1))
                    .verify();
        }
    }

    @Test
    void when_theTriggerIsAnother_then_theStateAndTheIntervalsGoOn() {
        Trigger[] trigger = {Trigger.availableNow()};
        List<Instant> times = new ArrayList<>();
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(counted, streams -> {
            KeyedDStream<String, Integer> counts = streams.interval(Duration.ofSeconds(1))
                    .trigger(trigger[0])
                    .maxRowsPerBatch(1)
                    .from("words", words)
                    .keyBy(word -> word, word -> 1)
                    .updateStateByKey(UpdateStateTest::sum);
            counts.to("out", counted);
            counts.forEachBatch("times", (rows, batch) -> times.add(batch.time()));
        })) {
            query.startAt(Instant.EPOCH)
                    .add(words, "a", "b")
                    .runAll()
                    .expect(row("a", 1), row("a", 1), row("b", 1))
                    .expectEnded();
            trigger[0] = Trigger.asSoonAsPossible(); // then the interval says when
            query.restart()
                    .add(words, "b")
                    .runBatch()
                    .expect(row("a", 1), row("b", 2))
                    .runBatch()
                    .expect(row("a", 1), row("b", 2))
                    .verify();
        }
        assertThat(times).extracting(Instant::getEpochSecond).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void when_theStepIsRenamed_then_theStartIsRefusedAndNamesBoth() {
        try (QueryHarness<Void, Pair<String, Integer>> query = counting()) {
            query.add(words, "a").runBatch();
            name = "sums";
            assertThatThrownBy(query::restart).hasMessageContainingAll("state [counts]", "new [sums]", ".named(..)");
        }
    }

    @Test
    void when_anInitialStateIsNull_then_theBatchFailsAndNamesTheKey() {
        List<Pair<String, Integer>> initial = new ArrayList<>();
        initial.add(Pair.of("a", null));
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(counted, streams -> streams.interval(
                        Duration.ofSeconds(1))
                .from("words", words)
                .keyBy(word -> word, word -> 1)
                .updateStateByKey(UpdateStateTest::sum, streams.session().parallelizePairs(initial))
                .to("out", counted))) {
            query.config("tidewheel.batch.max.failures", "1").add(words, "a").failBatch("the initial state of key a");
        }
    }

    @Test
    void when_theStateIsOfAnotherTypeNow_then_theStartIsRefused() {
        boolean[] asText = {false};
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(counted, streams -> {
            KeyedDStream<String, Integer> ones =
                    streams.interval(Duration.ofSeconds(1)).from("words", words).keyBy(word -> word, word -> 1);
            if (asText[0]) {
                ones.updateStateByKey((Iterable<Integer> values, @Nullable String state) -> "text", String.class)
                        .named(name)
                        .mapValues(String::length)
                        .to("out", counted);
            } else {
                ones.updateStateByKey(UpdateStateTest::sum, Integer.class)
                        .named(name)
                        .to("out", counted);
            }
        })) {
            query.add(words, "a").runBatch().expect(row("a", 1));
            asText[0] = true;
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("incompatible", "counts", "java.lang.Integer", "java.lang.String");
        }
    }

    @Test
    void when_thereIsAnInitialState_then_itsTypeCanBeSaidToo() {
        boolean[] asText = {false};
        try (QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(counted, streams -> streams.interval(Duration.ofSeconds(1))
                        .from("words", words)
                        .keyBy(word -> word, word -> 1)
                        .updateStateByKey(
                                UpdateStateTest::sum,
                                streams.session().parallelizePairs(List.of(row("a", 7))),
                                asText[0] ? Object.class : Integer.class)
                        .named(name)
                        .to("out", counted))) {
            query.add(words, "a").runBatch().expect(row("a", 8));
            asText[0] = true;
            assertThatThrownBy(query::restart).hasMessageContainingAll("java.lang.Integer and is java.lang.Object");
        }
    }
}
