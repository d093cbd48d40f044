package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The state of {@code mapWithState}: where it begins, and all of it after each batch. */
class MapWithStateSnapshotsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemorySource<String> words = MemorySource.create();
    private final MemorySink<String> mapped = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> states = MemorySink.create();

    private static @Nullable String count(String word, @Nullable Integer one, KeyState<Integer> state) {
        if (one == null) {
            return word + " is over";
        }
        int count = (state.exists() ? state.get() : 0) + 1;
        if (count == 3) {
            state.remove();
        } else {
            state.update(count);
        }
        return word + count;
    }

    private static Pair<String, Integer> row(String word, int count) {
        return Pair.of(word, count);
    }

    private void describe(Streams streams, StateSpec<String, Integer, Integer, String> spec) {
        StateDStream<String, Integer, String> counts = streams.from("words", words)
                .keyBy(word -> word, word -> 1)
                .mapWithState(spec)
                .named("counts");
        counts.to("mapped", mapped);
        counts.snapshots().to("states", states);
    }

    private static StateSpec<String, Integer, Integer, String> spec() {
        return StateSpec.function(MapWithStateSnapshotsTest::count);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void when_snapshotsAreWanted_then_eachBatchGivesAllKeysWithTheirState(StateKind kind) {
        try (QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(states, streams -> describe(streams, spec()))) {
            query.state(kind)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 1), row("b", 1))
                    .add(words, "a")
                    .runBatch()
                    .expect(row("a", 2), row("b", 1))
                    .crash()
                    .restart(3)
                    .add(words, "a", "c")
                    .runBatch()
                    .expect(row("b", 1), row("c", 1))
                    .verify();
        }
        assertThat(mapped.rows()).containsExactlyInAnyOrder("a1", "b1", "a2", "a3", "c1");
    }

    @Test
    void when_thereIsAnInterval_then_snapshotsComeInEveryOneWhileAnythingIsKept() {
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(
                states, streams -> describe(streams.interval(SECOND), spec().timeout(Duration.ofSeconds(2))))) {
            query.add(words, "a")
                    .runBatch()
                    .expect(row("a", 1))
                    .advance(SECOND)
                    .expect(row("a", 1))
                    .advance(SECOND)
                    .expectNothing();
            long batches = query.batches();
            query.advance(Duration.ofMinutes(1)).expectNothing();
            assertThat(query.batches()).isEqualTo(batches);
            query.verify();
        }
        assertThat(mapped.rows()).containsExactly("a1", "a is over");
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void when_thereIsAnInitialState_then_keysBeginWithIt_onceAndTimeOutFromThen(StateKind kind) {
        List<Pair<String, Integer>> initial = List.of(row("a", 1), row("x", 7));
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(
                states,
                streams -> describe(
                        streams,
                        spec().timeout(Duration.ofSeconds(10))
                                .initialState(streams.session().parallelizePairs(initial))))) {
            query.state(kind)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(row("a", 2), row("b", 1), row("x", 7))
                    .crash()
                    .restart(3)
                    .advance(Duration.ofSeconds(9))
                    .add(words, "b")
                    .runBatch()
                    .expect(row("a", 2), row("b", 2), row("x", 7))
                    .advance(SECOND)
                    .expect(row("b", 2))
                    .verify();
        }
        assertThat(mapped.rows()).containsExactlyInAnyOrder("a2", "b1", "b2", "a is over", "x is over");
    }
}
