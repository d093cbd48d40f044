package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A query whose sources are others than before. */
class ChangedSourcesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemorySource<Integer> one = MemorySource.create();
    private final MemorySource<Integer> other = MemorySource.create();
    private final MemorySink<Pair<String, Integer>> plain = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> kept = MemorySink.create();
    private boolean readsOther;
    private boolean hasInverse = true;

    private QueryHarness<Void, Pair<String, Integer>> query() {
        return QueryHarness.of(plain, streams -> {
            DStream<Integer> numbers = streams.interval(SECOND).from("one", one);
            numbers = readsOther ? numbers.union(streams.from("other", other)) : numbers;
            KeyedDStream<String, Integer> in = numbers.keyBy(number -> "sum");
            in.reduceByKeyAndWindow(Integer::sum, SECOND.multipliedBy(3)).to("plain", plain);
            if (hasInverse) {
                in.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, SECOND.multipliedBy(3), SECOND)
                        .named("kept")
                        .to("kept", kept);
            }
        });
    }

    private static Pair<String, Integer> sum(int value) {
        return Pair.of("sum", value);
    }

    @Test
    void when_aSourceComesAmidAWindow_then_itsRowsCountFromThenOn() {
        try (QueryHarness<Void, Pair<String, Integer>> query = query()) {
            query.add(one, 1).runBatch().add(one, 2).runBatch();
            readsOther = true;
            query.restart()
                    .add(one, 4)
                    .add(other, 100)
                    .runBatch()
                    .add(other, 200)
                    .runBatch();
            query.advance(SECOND.multipliedBy(3));
        }
        assertThat(plain.rows()).containsExactly(sum(1), sum(3), sum(107), sum(306), sum(304), sum(200));
        assertThat(kept.rows()).containsExactly(sum(1), sum(3), sum(107), sum(306), sum(304), sum(200), sum(0));
    }

    @Test
    void when_aSourceIsLeftOutThatAWindowWithAnInverseHolds_then_theStartIsRefusedUntilItIsOver() {
        readsOther = true;
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(one, 1).add(other, 100).runBatch();
        readsOther = false;
        assertThatThrownBy(query::restart)
                .hasMessageContainingAll(
                        "still need what batch 0 has read of source 'other'",
                        "not in the query any more",
                        "[kept]",
                        "leave the source in")
                .rootCause()
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT));
        query.close();
    }

    @Test
    void when_aSourceIsLeftOutThatNoWindowHoldsAnyMore_then_windowsGoOn() {
        readsOther = true;
        try (QueryHarness<Void, Pair<String, Integer>> query = query()) {
            query.add(one, 1).add(other, 100).runBatch().advance(SECOND.multipliedBy(4));
            readsOther = false;
            query.restart().add(one, 2).runBatch();
        }
        assertThat(kept.rows()).endsWith(sum(0), sum(2));
    }

    @Test
    void when_aSourceIsLeftOutThatAPlainWindowHolds_then_itIsWithoutItAtOnce() {
        readsOther = true;
        hasInverse = false;
        try (QueryHarness<Void, Pair<String, Integer>> query = query()) {
            query.add(one, 1).add(other, 100).runBatch();
            readsOther = false;
            query.restart().add(one, 2).runBatch().expectAll(sum(101), sum(3)).verify();
        }
    }
}
