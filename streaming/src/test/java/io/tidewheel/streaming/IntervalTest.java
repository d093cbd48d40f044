package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.ManualClock;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class IntervalTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final MemorySource<String> words = MemorySource.create();
    private final MemorySink<Long> counted = MemorySink.create();
    private final List<Instant> times = new ArrayList<>(); // of batches
    private Duration interval = SECOND;

    private QueryHarness<Void, Long> counting() {
        return QueryHarness.of(counted, streams -> {
            DStream<String> stream = streams.interval(interval).from("words", words);
            stream.count().to("out", counted);
            stream.forEachBatch("times", (rows, batch) -> times.add(batch.time()));
        });
    }

    @Test
    void when_anIntervalHasNothing_then_aBatchBeginsAllTheSameAndCountsNone() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.startAt(NOON)
                    .add(words, "a", "b")
                    .runBatch()
                    .expect(2L)
                    .advance(Duration.ofSeconds(3))
                    .expect(0L, 0L, 0L)
                    .add(words, "c")
                    .advance(SECOND)
                    .expect(1L)
                    .verify();
        }
        assertThat(times)
                .containsExactly(
                        NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3), NOON.plusSeconds(4));
    }

    @Test
    void when_aQueryStartsAmidAnInterval_then_itsTimesAreOnTheGridAndGoOnAfterARestart() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.startAt(NOON.plusMillis(300)).runBatch();
            assertThat(query.clock().now()).isEqualTo(NOON.plusMillis(300));
            query.runBatch();
            assertThat(query.clock().now()).isEqualTo(NOON.plusSeconds(1));
            query.crash().restart(3).runBatch();
            assertThat(query.clock().now()).isEqualTo(NOON.plusSeconds(2));
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    }

    @Test
    void when_aQueryWasDown_then_oneBatchCoversTheIntervalsInBetween() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.startAt(NOON).add(words, "a").runBatch().expect(1L).stop();
            query.clock().advance(Duration.ofMillis(61_500));
            query.add(words, "b", "c").restart().runBatch().expect(2L);
            query.runBatch().expect(0L).verify();
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(61), NOON.plusSeconds(62));
    }

    @Test
    void when_aBatchOverrunsItsInterval_then_theNextComesAtOnceForAllItMissed_andThenTheGridAgain() {
        List<Instant> began = new ArrayList<>();
        ManualClock[] clock = new ManualClock[1];
        try (QueryHarness<Void, Long> query = QueryHarness.of(counted, streams -> {
            DStream<String> stream = streams.interval(SECOND).from("words", words);
            stream.count().to("out", counted);
            stream.forEachBatch("slow", (rows, batch) -> {
                times.add(batch.time());
                began.add(clock[0].now());
                clock[0].advance(Duration.ofMillis(batch.id() == 0 ? 2_500 : 10));
            });
        })) {
            query.startAt(NOON);
            clock[0] = query.clock();
            query.add(words, "a").runBatch().expect(1L);
            query.add(words, "b").runBatch().runBatch().expect(0L, 1L).verify();
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(2), NOON.plusSeconds(3));
        assertThat(began).containsExactly(NOON, NOON.plusMillis(2_500), NOON.plusSeconds(3));
    }

    @Test
    void when_theClockIsSetBack_then_intervalsGoOn() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.startAt(NOON).add(words, "a").runBatch().expect(1L);
            query.clock().jump(Duration.ofHours(-1));
            query.advance(Duration.ofSeconds(2)).expect(0L, 0L).verify();
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    }

    @Test
    void when_somebodyWaitsForTheEndOfInput_then_intervalsWithoutItDoNotKeepThemWaiting() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.add(words, "a").runAll();
            assertThat(counted.rows().get(0)).isEqualTo(1L);
            query.add(words, "b").runAll();
            assertThat(counted.rows()).contains(1L).endsWith(0L);
        }
    }

    @Test
    void when_aTriggerEnds_then_eachBatchStandsForAnIntervalAndNoneIsWithoutInput() {
        words.add("a", "b", "c");
        try (QueryHarness<Void, Long> query = QueryHarness.of(counted, streams -> {
            DStream<String> stream = streams.interval(SECOND).maxRowsPerBatch(2).from("words", words);
            stream.count().to("out", counted);
            stream.forEachBatch("times", (rows, batch) -> times.add(batch.time()));
        })) {
            query.startAt(NOON)
                    .trigger(Trigger.availableNow())
                    .runAll()
                    .expect(2L, 1L)
                    .expectEnded()
                    .restart()
                    .runAll()
                    .expectNothing()
                    .expectEnded()
                    .verify();
        }
        assertThat(times).containsExactly(NOON, NOON.plusSeconds(1));
    }

    @Test
    void when_theIntervalIsAnotherOne_then_theStartIsRefusedInWords() {
        try (QueryHarness<Void, Long> query = counting()) {
            query.add(words, "a").runBatch();
            interval = Duration.ofSeconds(2);
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("an interval of PT1S", "PT2S now", "call interval(..) with PT1S")
                    .rootCause()
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT));
        }
    }

    private void refuse(Consumer<Streams> description, String... texts) {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel);
            assertThatThrownBy(() -> {
                        description.accept(streams);
                        streams.start("q");
                    })
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContainingAll(texts);
        }
    }

    @Test
    void when_anOperationOfIntervalsHasNone_then_theStartSaysWhatToCall() {
        refuse(
                streams -> streams.from("words", words).count().to("out", counted),
                "count of stream 'words'",
                "interval(Duration)");
        refuse(
                streams -> streams.from("words", words)
                        .keyBy(word -> word, word -> 1L)
                        .reduceByKey(Long::sum)
                        .values()
                        .to("out", counted),
                "reduceByKey of stream 'words'",
                "interval(Duration)");
    }

    @Test
    void when_theTriggerHasAnotherInterval_then_theStartIsRefused() {
        refuse(
                streams -> streams.interval(SECOND)
                        .trigger(Trigger.every(Duration.ofSeconds(3)))
                        .from("words", words)
                        .count()
                        .to("out", counted),
                "an interval of PT1S",
                "every PT3S");
    }

    @Test
    void when_anIntervalIsNotWholeMilliseconds_then_itIsRefused() {
        refuse(streams -> streams.interval(Duration.ofNanos(1_500_000)), "PT0.0015S", "whole milliseconds");
        refuse(streams -> streams.interval(Duration.ZERO), "at least 1");
    }
}
