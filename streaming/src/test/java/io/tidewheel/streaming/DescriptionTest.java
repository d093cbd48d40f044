package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private final Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open();
    private final Streams streams = Streams.on(tidewheel);
    private final DStream<Integer> numbers = streams.from("numbers", MemorySource.of(1));

    @AfterEach
    void close() {
        tidewheel.close();
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> org.assertj.core.api.Assertions.assertThat(e.kind())
                                .isEqualTo(Kind.CONFIGURATION))
                .hasMessageContainingAll(parts);
    }

    @Test
    void when_aQueryHasNoSink_then_startSaysSo() {
        assertRefused(() -> streams.start("lonely"), "'lonely' has no sink", "to(name, sink)");
    }

    @Test
    void when_twoSourcesHaveOneName_then_theSecondIsRefused() {
        assertRefused(() -> streams.from("numbers", MemorySource.of(2)), "two sources 'numbers'");
    }

    @Test
    void when_twoSinksHaveOneName_then_theSecondIsRefused() {
        numbers.to("out", MemorySink.create());
        assertRefused(() -> numbers.to("out", MemorySink.create()), "two sinks 'out'");
    }

    @Test
    void when_streamsAreStartedTwice_then_theSecondStartIsRefused() {
        numbers.to("out", MemorySink.create());
        streams.start("once").stop();
        assertRefused(() -> streams.start("twice"), "started already");
    }

    @Test
    void when_twoAggregationsHaveOneDerivedName_then_startAsksForNames() {
        numbers.keyBy(n -> n).aggregate(count()).to("a", MemorySink.create());
        numbers.keyBy(n -> -n).aggregate(count()).to("b", MemorySink.create());
        assertRefused(() -> streams.start("q"), "'aggregate(numbers)'", ".named(..)");
    }

    @Test
    void when_updatesAreFilteredOrAggregatedAgain_then_theReasonIsGiven() {
        KeyedDStream<Integer, Long> counts = numbers.keyBy(n -> n).aggregate(count());
        assertRefused(() -> counts.filter((k, v) -> true), "filter", "updates", "before aggregate");
        assertRefused(() -> counts.aggregate(count()), "aggregate", "updates");
        assertRefused(() -> counts.union(numbers.keyBy(n -> n).mapValues(n -> 1L)), "union", "updates");
    }

    @Test
    void when_streamsOfTwoQueriesMeet_then_theyAreRefused() {
        DStream<Integer> other = Streams.on(tidewheel).from("numbers", MemorySource.of(2));
        assertRefused(() -> numbers.union(other), "of another query");
        assertRefused(() -> numbers.union(tidewheel.parallelize(java.util.List.of(1))), "a Dataset");
    }

    @Test
    void when_aTransactionalSinkHasNoCheckpoint_then_startIsRefused() {
        numbers.map(n -> "" + n).to("out", FakeTwoPhaseSink.create());
        assertRefused(() -> streams.start("q"), "no checkpoint", ".checkpoint(directory)");
    }

    @Test
    void when_aSinkIsNamedAsThatOfDeadLetters_then_itIsRefused() {
        assertRefused(() -> numbers.to("dead letters", MemorySink.create()), "'dead letters'", "deadLetters(..)");
    }

    @Test
    void when_aStateIsNamedAsThatOfASource_then_startAsksForAnotherName() {
        numbers.keyBy(n -> n).aggregate(count()).named("source numbers").to("out", MemorySink.create());
        assertRefused(() -> streams.start("q"), "'source numbers'", "choose another");
    }

    @Test
    void when_aNameCannotLieInACheckpoint_then_itIsRefused() {
        assertRefused(() -> streams.from("a/b", MemorySource.of(2)), "'a/b'", "letters, digits");
    }
}
