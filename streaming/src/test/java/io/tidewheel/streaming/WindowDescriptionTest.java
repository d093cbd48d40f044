package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Windows over batches that make no sense are refused when they are described. */
class WindowDescriptionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);

    private static void refused(Consumer<DStream<Integer>> description, String... said) {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel).interval(SECOND);
            DStream<Integer> in = streams.from("in", MemorySource.of(1));
            refused(() -> description.accept(in), said);
        }
    }

    private static void refused(ThrowingCallable description, String... said) {
        assertThatThrownBy(description)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                .hasMessageContainingAll(said);
    }

    @Test
    void when_aLengthOrASlideIsNoMultipleOfTheInterval_then_itIsRefused() {
        refused(
                in -> in.window(Duration.ofMillis(1_500)),
                "the length of the window of window on stream 'in'",
                "PT1.5S",
                "PT1S");
        refused(
                in -> in.countByWindow(TWO, Duration.ofMillis(500)),
                "the slide of the window of countByWindow",
                "PT0.5S");
        refused(in -> in.keyBy(n -> n).groupByKeyAndWindow(Duration.ZERO), "groupByKeyAndWindow");
        refused(in -> in.reduceByWindow(Integer::sum, Duration.ofSeconds(-2), TWO), "reduceByWindow");
    }

    @Test
    void when_aQueryHasNoInterval_then_aWindowAsksForOne() {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            DStream<Integer> in = Streams.on(tidewheel).from("in", MemorySource.of(1));
            refused(() -> in.window(TWO), "window on stream 'in'", "call interval(Duration) first");
            refused(() -> in.remember(TWO), "remember on stream 'in'", "call interval(Duration) first");
        }
    }

    @Test
    void when_theIntervalIsChangedBehindAWindow_then_theStartIsRefused() {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel).interval(SECOND);
            streams.from("in", MemorySource.of(1)).window(TWO).to("out", MemorySink.create());
            streams.interval(Duration.ofMillis(300));
            refused(() -> streams.start("q"), "window of 2000 ms every 1000 ms", "PT0.3S", "once, before any window");
        }
    }

    @Test
    void when_windowsWithDifferentSlidesMeet_then_itIsRefused() {
        refused(in -> in.window(TWO, TWO).union(in), "every 2000 ms and every batch", "the same slide");
        refused(in -> in.window(TWO).union(in.window(TWO, TWO)), "every 1000 ms and every 2000 ms");
        refused(
                in -> in.window(TWO, TWO).window(Duration.ofSeconds(4), SECOND),
                "over windows that come every 2000 ms",
                "multiples");
    }

    @Test
    void when_stateAndWindowsMeetWhereTheyCannot_then_theErrorSaysTheWayOut() {
        refused(
                in -> in.window(TWO).keyBy(n -> n).aggregate(count()),
                "'aggregate(in)' keeps state over a stream of windows",
                "before its window");
        StateSpec<Integer, Integer, Integer, Integer> spec = StateSpec.function((key, value, state) -> value);
        refused(
                in -> in.window(TWO).withEventTime(n -> Instant.EPOCH, SECOND),
                "is given event times",
                "the stream before its window");
        refused(
                in -> in.keyBy(n -> n).mapWithState(spec).union(in.window(TWO)),
                "that depends on the state of 'mapWithState(in)'");
        refused(
                in -> in.window(TWO)
                        .keyBy(n -> n)
                        .reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, TWO, SECOND),
                "is over a stream of windows",
                "leave the inverse function out");
    }

    @Test
    void when_twoWindowsWouldKeepTheirStateUnderOneName_then_namingHelps() {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel).interval(SECOND);
            DStream<Integer> in = streams.from("in", MemorySource.of(1));
            in.countByWindow(TWO, SECOND).to("first", MemorySink.create());
            in.countByWindow(TWO, TWO).to("second", MemorySink.create());
            refused(() -> streams.start("q"), "'countByWindow(in)'", "call .named(..) on each");
            Streams named = Streams.on(tidewheel).interval(SECOND);
            DStream<Integer> again = named.from("in", MemorySource.of(1));
            again.countByWindow(TWO, SECOND).named("every second").to("first", MemorySink.create());
            again.countByWindow(TWO, TWO).named("every two").to("second", MemorySink.create());
            named.start("q").stop();
        }
    }

    @Test
    void when_aStreamHoldsUpdates_then_ithasNoWindows() {
        refused(in -> in.keyBy(n -> n).aggregate(count()).window(TWO), "window", "aggregate");
    }
}
