package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What functions, listeners and other threads may do to a query, at whatever moment. */
@Timeout(60) // what goes wrong here waits for ever
class UndisturbedTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final AtomicReference<Query> OWN = new AtomicReference<>(); // functions in tasks capture none

    @TempDir
    Path folder;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.batch.max.failures", "2")
            .config("tidewheel.batch.retry.delay", "1h")
            .open();
    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Pair<Integer, Long>> counted = MemorySink.create();
    private final CountDownLatch isKnown = new CountDownLatch(1); // the query, to its own functions

    @AfterEach
    void close() {
        tidewheel.close();
    }

    private Streams streams() {
        return Streams.on(tidewheel).checkpoint(folder.resolve("checkpoint").toString());
    }

    private KeyedDStream<Integer, Long> counts(Streams streams) {
        return streams.from("numbers", numbers).keyBy(n -> n).aggregate(count()).named("counts");
    }

    private Query start(Streams streams) {
        Query query = streams.start("q");
        OWN.set(query);
        isKnown.countDown();
        return query;
    }

    private static int stopping(int number) {
        OWN.get().stop();
        return number;
    }

    private static int awaiting(int number) {
        OWN.get().await();
        return number;
    }

    @Test
    void when_aFunctionInATaskStopsTheQuery_then_itEnds() {
        Streams streams = streams();
        streams.from("numbers", numbers)
                .map(UndisturbedTest::stopping)
                .keyBy(n -> n)
                .aggregate(count())
                .to("out", counted);
        Query query = start(streams);
        numbers.add(1);
        assertThat(query.await(LONG)).isTrue();
    }

    @Test
    void when_aFunctionInATaskAwaitsTheQuery_then_itIsToldThatItWouldWaitForItself() {
        try (Tidewheel once = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.batch.max.failures", "1")
                .open()) {
            Streams streams = Streams.on(once);
            streams.from("numbers", numbers)
                    .map(UndisturbedTest::awaiting)
                    .keyBy(n -> n)
                    .aggregate(count())
                    .to("out", counted);
            Query query = start(streams);
            numbers.add(1);
            assertThatThrownBy(() -> query.await(LONG)).hasMessageContaining("would wait for itself");
        }
    }

    @Test
    void when_aFunctionStopsTheQuery_then_itEnds() {
        Streams streams = streams();
        counts(streams).forEachBatch("stops", (rows, batch) -> {
            isKnown.await();
            OWN.get().stop();
        });
        Query query = start(streams);
        numbers.add(1);
        assertThat(query.await(LONG)).isTrue();
    }

    @Test
    void when_aFunctionDrainsTheQuery_then_itIsRefusedAndTheQueryGoesOn() {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Streams streams = streams();
        counts(streams).forEachBatch("drains", (rows, batch) -> {
            isKnown.await();
            thrown.set(catchThrowable(() -> OWN.get().drain(LONG)));
        });
        Query query = start(streams);
        numbers.add(1);
        query.processAllAvailable();
        numbers.add(2);
        query.processAllAvailable();
        assertThat(thrown.get()).hasMessageContaining("would wait for itself");
        assertThat(query.status().batches()).isEqualTo(2);
    }

    @Test
    void when_aListenerStopsTheQuery_then_itEnds() {
        Streams streams = streams().listen(new QueryListener() {
            @Override
            public void progressed(QueryProgress progress) {
                OWN.get().stop();
            }
        });
        counts(streams).to("out", counted);
        Query query = start(streams);
        numbers.add(1);
        assertThat(query.await(LONG)).isTrue();
    }

    @Test
    void when_listenersThrowErrors_then_theQueryGoesOnAndEnds() {
        Streams streams = streams().listen(new QueryListener() {
            @Override
            public void started(String query, String id, String runId) {
                throw new AssertionError("started");
            }

            @Override
            public void progressed(QueryProgress progress) {
                throw new StackOverflowError("progressed");
            }

            @Override
            public void ended(String query, String id, String runId, @Nullable Throwable failure) {
                throw new NoClassDefFoundError("ended");
            }
        });
        counts(streams).to("out", counted);
        Query query = start(streams);
        numbers.add(1);
        query.processAllAvailable();
        query.stop();
        assertThat(query.failure()).isNull();
    }

    @Test
    void when_aListenerInterruptsItsThread_then_theQueryGoesOn() {
        Streams streams = streams().maxRowsPerBatch(1).listen(new QueryListener() {
            @Override
            public void progressed(QueryProgress progress) {
                Thread.currentThread().interrupt();
            }
        });
        counts(streams).to("out", counted);
        Query query = start(streams);
        numbers.add(1, 2, 3);
        query.processAllAvailable();
        query.stop();
        assertThat(counted.rows()).hasSize(3);
    }

    @Test
    void when_twoThreadsStopIt_then_bothReturnOnceItHasEnded() {
        Streams streams = streams();
        counts(streams).to("out", counted);
        Query query = start(streams);
        CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> {
            query.stop();
            return query.status().isOver();
        });
        query.stop();
        assertThat(query.status().isOver()).isTrue();
        assertThat(other.join()).isTrue();
    }

    @Test
    void when_itIsDrainedOrStoppedBeforeARetry_then_nobodyWaitsForThePause() throws InterruptedException {
        AtomicBoolean fails = new AtomicBoolean(true);
        CountDownLatch failed = new CountDownLatch(1);
        Query query = start(failing(fails, failed));
        numbers.add(1);
        failed.await();
        fails.set(false);
        assertThat(query.drain(LONG)).isTrue();
        assertThat(query.status().batches()).isEqualTo(1);

        fails.set(true);
        CountDownLatch failedAgain = new CountDownLatch(1);
        Query second = start(failing(fails, failedAgain));
        numbers.add(2);
        failedAgain.await();
        second.stop();
        assertThat(second.failure()).isNull();
    }

    private Streams failing(AtomicBoolean fails, CountDownLatch failed) {
        Streams streams = streams();
        counts(streams).forEachBatch("fails", (rows, batch) -> {
            if (fails.get()) {
                failed.countDown();
                throw new IllegalStateException("not yet");
            }
        });
        return streams;
    }

    @Test
    void when_aQueryHasFailed_then_whoeverAsksIsTold() {
        try (Tidewheel once = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.batch.max.failures", "1")
                .open()) {
            Streams streams = Streams.on(once);
            streams.from("numbers", numbers).forEachBatch("fails", (rows, batch) -> {
                throw new IllegalStateException("never");
            });
            Query query = start(streams);
            numbers.add(1);
            assertThatThrownBy(query::processAllAvailable).hasMessageContaining("never");
            assertThatThrownBy(query::processAllAvailable).hasMessageContaining("never");
            assertThatThrownBy(query::await).hasMessageContaining("never");
            assertThatThrownBy(() -> query.drain(LONG)).hasMessageContaining("never");
            query.stop();
            assertThat(query.status().state()).isEqualTo(QueryStatus.State.FAILED);
        }
    }

    @Test
    void when_aBatchHappensAndItsRunDoesNotHearOfIt_then_onceIsOneBatchAllTheSame() {
        try (Tidewheel hasty = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.batch.retry.delay", "1ms")
                .open()) {
            AtomicBoolean fails = new AtomicBoolean(true);
            FakeTwoPhaseSink<Integer> sink = FakeTwoPhaseSink.create();
            sink.onCall(step -> {
                if (step.equals("before commit") && fails.getAndSet(false)) {
                    numbers.add(9);
                    throw new IOException("no answer");
                }
            });
            numbers.add(1, 2);
            Streams streams = Streams.on(hasty)
                    .checkpoint(folder.resolve("checkpoint").toString())
                    .trigger(Trigger.once());
            streams.from("numbers", numbers).to("out", sink);
            start(streams).await();
            assertThat(sink.rows()).containsExactly(1, 2);
        }
    }

    @Test
    void when_aRunThatLostItsWayWasTakenOver_then_itDoesNotTakeTheCheckpointBack() {
        try (Tidewheel hasty = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.batch.retry.delay", "1ms")
                .open()) {
            AtomicReference<@Nullable Query> taker = new AtomicReference<>();
            FakeTwoPhaseSink<Pair<Integer, Long>> sink = FakeTwoPhaseSink.create();
            sink.onCall(step -> {
                if (step.equals("before commit") && taker.get() == null) {
                    Streams other = streams().takeOver();
                    counts(other).to("out", counted);
                    taker.set(other.start("q"));
                    throw new IOException("no answer");
                }
            });
            Streams streams = Streams.on(hasty)
                    .checkpoint(folder.resolve("checkpoint").toString())
                    .takeOver();
            counts(streams).to("out", sink);
            Query query = start(streams);
            numbers.add(1);
            assertThatThrownBy(query::await).isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                    .isEqualTo(Kind.FENCED));
            Query holder = Objects.requireNonNull(taker.get());
            holder.processAllAvailable();
            holder.stop();
            assertThat(holder.failure()).isNull();
        }
    }

    @Test
    void when_theSessionIsClosed_then_noQueryStarts() {
        Streams streams = streams();
        counts(streams).to("out", counted);
        tidewheel.close();
        assertThatThrownBy(() -> start(streams))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContaining("is closed");
    }

    @Test
    void when_somebodyWaitsForMillennia_then_theyMay() {
        Streams streams = streams().trigger(Trigger.availableNow());
        counts(streams).to("out", counted);
        Query query = start(streams);
        assertThat(query.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(query.await(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
    }

    @Test
    void when_aCheckpointIsTakenOverInTheSameProcess_then_theFirstQueryIsFenced() {
        Streams first = streams();
        counts(first).to("out", counted);
        Query held = start(first);
        Streams second = streams().takeOver();
        counts(second).to("out", counted);
        Query holder = start(second);
        numbers.add(1);
        assertThatThrownBy(held::processAllAvailable)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED));
        holder.processAllAvailable();
        holder.stop();
        assertThat(counted.latest()).isEqualTo(Map.of(1, 1L));
        assertThat(held.status().state()).isEqualTo(QueryStatus.State.FAILED);
    }
}
