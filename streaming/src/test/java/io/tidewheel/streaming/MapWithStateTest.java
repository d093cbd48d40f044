package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Flow;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MapWithStateTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final MemorySource<String> words = MemorySource.create();
    private final MemorySink<Pair<String, Integer>> counted = MemorySink.create();

    /** How often a word has come so far; -1 once it has not come for long. */
    private static Pair<String, Integer> count(String word, @Nullable Integer one, KeyState<Integer> state) {
        if (one == null) {
            assertThat(state.isTimingOut()).isTrue();
            return Pair.of(word, -1);
        }
        int before = state.exists() ? state.get() : 0;
        state.update(before + 1);
        return Pair.of(word, before + 1);
    }

    private void counting(Streams streams, StateSpec<String, Integer, Integer, Pair<String, Integer>> spec) {
        streams.from("words", words)
                .keyBy(word -> word, word -> 1)
                .mapWithState(spec)
                .named("counts")
                .to("out", counted);
    }

    private static StateSpec<String, Integer, Integer, Pair<String, Integer>> spec() {
        return StateSpec.function(MapWithStateTest::count);
    }

    private QueryHarness<Void, Pair<String, Integer>> harness(
            StateSpec<String, Integer, Integer, Pair<String, Integer>> spec) {
        return QueryHarness.of(counted, streams -> counting(streams, spec));
    }

    private static Pair<String, Integer> row(String word, int count) {
        return Pair.of(word, count);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_G3_aKeyTimesOutTenSecondsAfterItsLastValue(StateKind kind) {
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(spec().timeout(TEN_SECONDS))) {
            query.startAt(Instant.EPOCH.plusSeconds(1))
                    .state(kind)
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .advance(Duration.ofSeconds(1))
                    .add(words, "b")
                    .runBatch()
                    .expect(row("b", 1))
                    .crash()
                    .restart(3)
                    .advance(Duration.ofSeconds(7))
                    .add(words, "b")
                    .runBatch()
                    .expect(row("b", 2))
                    .advance(Duration.ofSeconds(2)) // 11 s: nothing but a's deadline
                    .expect(row("a", -1))
                    .restart(1)
                    .advance(Duration.ofSeconds(30))
                    .expect(row("b", -1))
                    .add(words, "a", "a")
                    .runBatch()
                    .expect(row("a", 1), row("a", 2))
                    .verify();
        }
    }

    @Test
    void when_aValueLeavesTheStateAsItIs_then_itsTimeBeginsAnewAllTheSame() {
        try (QueryHarness<Void, Pair<String, Integer>> query =
                harness(StateSpec.function(MapWithStateTest::first).timeout(TEN_SECONDS))) {
            query.add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .advance(Duration.ofSeconds(6))
                    .add(words, "a")
                    .runBatch()
                    .expectNothing()
                    .advance(Duration.ofSeconds(9)) // 15 s
                    .expectNothing()
                    .advance(Duration.ofSeconds(1))
                    .expect(row("a", -1))
                    .verify();
        }
    }

    /** A word's first time, and when it has not come for long. */
    private static @Nullable Pair<String, Integer> first(String word, @Nullable Integer one, KeyState<Integer> state) {
        if (one == null) {
            return Pair.of(word, -1);
        }
        if (state.exists()) {
            return null;
        }
        state.update(1);
        return Pair.of(word, 1);
    }

    @Test
    void when_thereAreMorePartitionsThanKeyGroups_then_thoseWithoutAnyDoNothing() {
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(spec().timeout(TEN_SECONDS))) {
            query.parallelism(130)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 1), row("b", 1))
                    .advance(TEN_SECONDS)
                    .expect(row("a", -1), row("b", -1))
                    .verify();
        }
    }

    @Test
    void when_theTimeHasComeAndAValueToo_then_theValueWins() {
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(spec().timeout(TEN_SECONDS))) {
            query.trigger(Trigger.every(Duration.ofMinutes(1)))
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 2))
                    .verify();
        }
    }

    @Test
    void when_nothingIsLeftToTimeOut_then_noBatchHappens() {
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(spec().timeout(TEN_SECONDS))) {
            query.add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .advance(TEN_SECONDS)
                    .expect(row("a", -1));
            long batches = counted.batches().size();
            query.advance(Duration.ofHours(1)).expectNothing().verify();
            assertThat(counted.batches()).hasSize((int) batches);
        }
    }

    @Test
    void when_anotherProgramHasDoneAwayWithTheTimeout_then_nothingTimesOut() {
        boolean[] forEver = {false};
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(
                counted, streams -> counting(streams, forEver[0] ? spec() : spec().timeout(TEN_SECONDS)))) {
            query.add(words, "a").runBatch().expect(row("a", 1));
            forEver[0] = true;
            query.restart()
                    .advance(Duration.ofHours(1))
                    .expectNothing()
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 2))
                    .verify();
        }
    }

    @Test
    void when_theClockGoesBack_then_aKeyTimesOutOnceItHasCaughtUp() {
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(spec().timeout(TEN_SECONDS))) {
            query.add(words, "a").runBatch().expect(row("a", 1));
            query.clock().jump(Duration.ofHours(-1));
            query.advance(TEN_SECONDS)
                    .expectNothing()
                    .advance(Duration.ofHours(1))
                    .expect(row("a", -1))
                    .verify();
        }
    }

    @Test
    void when_aFunctionRemovesStateOrReturnsNothing_then_thatHappens() {
        StateSpec<String, Integer, Integer, String> everyThird = StateSpec.function((word, one, state) -> {
            int count = state.exists() ? state.get() + 1 : 1;
            if (count == 3) {
                state.remove();
                return word + "!";
            }
            state.update(count);
            return null;
        });
        try (QueryHarness<String, String> query = QueryHarness.of((Flow<String> in) ->
                ((DStream<String>) in).keyBy(word -> word, word -> 1).mapWithState(everyThird))) {
            query.add("a", "a", "b")
                    .runBatch()
                    .expectNothing()
                    .add("a", "a", "a", "a")
                    .runBatch()
                    .expect("a!", "a!")
                    .verify();
        }
    }

    @Test
    void when_aTimedOutStateIsUpdated_then_theErrorSaysThatItEnds() {
        StateSpec<String, Integer, Integer, Pair<String, Integer>> wrong =
                StateSpec.<String, Integer, Integer, Pair<String, Integer>>function((word, one, state) -> {
                            state.update(1);
                            return null;
                        })
                        .timeout(TEN_SECONDS);
        try (QueryHarness<Void, Pair<String, Integer>> query = harness(wrong)) {
            query.add(words, "a").runBatch();
            assertThatThrownBy(() -> query.advance(Duration.ofHours(1)))
                    .hasMessageContainingAll("key a", "'counts'", "isTimingOut()");
        }
    }

    @Test
    void when_theStateIsOfAnotherTypeNow_then_theStartIsRefused() {
        boolean[] asText = {false};
        StateSpec<String, Integer, Integer, Pair<String, Integer>> numbers = spec().stateType(Integer.class);
        StateSpec<String, Integer, String, Pair<String, Integer>> texts =
                StateSpec.<String, Integer, String, Pair<String, Integer>>function((word, one, state) -> row(word, 0))
                        .stateType(String.class);
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(counted, streams -> {
            KeyedDStream<String, Integer> ones = streams.from("words", words).keyBy(word -> word, word -> 1);
            (asText[0] ? ones.mapWithState(texts) : ones.mapWithState(numbers))
                    .named("counts")
                    .to("out", counted);
        })) {
            query.add(words, "a").runBatch();
            asText[0] = true;
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("counts", "java.lang.Integer", "java.lang.String");
        }
    }

    @Test
    void when_aTimeoutIsNone_then_itIsRefusedWhereItIsSaid() {
        assertThatThrownBy(() -> spec().timeout(Duration.ZERO))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContainingAll("PT0S", "at least 1 ms");
    }
}
