package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query promises to whoever started it. */
class QueryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger(); // functions of strict sessions are copies

    @TempDir
    Path folder;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.strict", "true")
            .config("tidewheel.batch.retry.delay", "1ms")
            .open();
    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Pair<Integer, Long>> counted = MemorySink.create();

    @AfterEach
    void close() {
        tidewheel.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("tidewheel-query") || name.startsWith("tidewheel-snapshot"));
    }

    private Streams streams() {
        return Streams.on(tidewheel).checkpoint(folder.resolve("checkpoint").toString());
    }

    private KeyedDStream<Integer, Long> counts(Streams streams) {
        return streams.from("numbers", numbers)
                .map(QueryTest::failingOnFour)
                .keyBy(n -> n)
                .aggregate(count())
                .named("counts");
    }

    private static int failingOnFour(int number) {
        if (number == 4 && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("four");
        }
        return number;
    }

    private Query counting() {
        return counting(new FailingSink[0]);
    }

    @Test
    void case_C5_when_aFunctionThrowsUntilTheQueryFails_then_aRestartCountsEachRowOnce() {
        FAILURES_LEFT.set(3);
        numbers.add(1, 2, 3, 4);
        Query query = counting();
        assertThatThrownBy(query::await)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContainingAll(
                        "query 'counting' stopped at batch 0", "'numbers' from 0 to 4", "after 3 failures", "four");
        assertThat(query.status().state()).isEqualTo(QueryStatus.State.FAILED);
        assertThat(query.failure()).isNotNull();
        assertThat(counted.rows()).isEmpty();

        Query again = counting();
        again.processAllAvailable();
        assertThat(counted.rows())
                .containsExactlyInAnyOrder(Pair.of(1, 1L), Pair.of(2, 1L), Pair.of(3, 1L), Pair.of(4, 1L));
        again.stop();
    }

    @Test
    void when_aBatchFailsLessOftenThanAllowed_then_itIsTriedAgainAndNobodyNotices() {
        FAILURES_LEFT.set(2);
        numbers.add(4, 4);
        Query query = counting();
        query.processAllAvailable();
        assertThat(counted.batches()).containsOnlyKeys(0L);
        assertThat(counted.rows()).containsExactly(Pair.of(4, 2L));
        assertThat(query.failure()).isNull();
        query.stop();
    }

    @Test
    void when_functionsIgnoreOrHalfReadOrReadABatchTwice_then_stateHasEachRowOnce() {
        Streams streams = streams();
        KeyedDStream<Integer, Long> counts = counts(streams);
        List<Long> sizes = new CopyOnWriteArrayList<>();
        List<Long> batches = new CopyOnWriteArrayList<>();
        counts.forEachBatch("ignores", (rows, batch) -> batches.add(batch.id()));
        counts.forEachBatch("half", (rows, batch) -> rows.keys().take(1));
        counts.forEachBatch("twice", (rows, batch) -> sizes.add(rows.count() + rows.count()));
        counts.to("out", counted);
        Query query = streams.start("counting");
        numbers.add(1, 2, 2);
        query.processAllAvailable();
        numbers.add(2);
        query.processAllAvailable();
        query.stop();
        assertThat(counted.batches().get(1L)).containsExactly(Pair.of(2, 3L));
        assertThat(sizes).containsExactly(4L, 2L);
        assertThat(batches).containsExactly(0L, 1L);
    }

    @Test
    void when_aBatchesDatasetIsUsedAfterItsBatch_then_theErrorSaysWhere() {
        Streams streams = streams();
        List<KeyedDataset<Integer, Integer>> kept = new ArrayList<>();
        streams.from("numbers", numbers).keyBy(n -> n).forEachBatch("keeps", (rows, batch) -> kept.add(rows));
        Query query = streams.start("keeping");
        numbers.add(1);
        query.processAllAvailable();
        query.stop();
        assertThatThrownBy(() -> kept.get(0).count()).hasMessageContaining("outside of its batch");
    }

    @Test
    void when_theTriggerIsAvailableNow_then_itEndsWithWhatIsThereNow() {
        numbers.add(1, 2, 3);
        Streams streams = streams().trigger(Trigger.availableNow()).maxRowsPerBatch(1);
        counts(streams).to("out", counted);
        streams.start("counting").await();
        assertThat(counted.batches()).hasSize(3);

        numbers.add(1);
        Streams later = streams().trigger(Trigger.once());
        counts(later).to("out", counted);
        later.start("counting").await();
        assertThat(counted.latest()).containsEntry(1, 2L);
    }

    @Test
    void when_aQueryIsStoppedWithinABatch_then_theNextStartRunsTheBatchAgain() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        Streams streams = streams();
        counts(streams).forEachBatch("blocks", (rows, batch) -> {
            inside.countDown();
            new CountDownLatch(1).await();
        });
        Query query = streams.start("counting");
        numbers.add(7, 7);
        inside.await();
        query.stop();
        assertThat(query.failure()).isNull();

        Streams again = streams();
        List<Pair<Integer, Long>> seen = new CopyOnWriteArrayList<>();
        counts(again)
                .forEachBatch(
                        "blocks",
                        (rows, batch) ->
                                seen.addAll(rows.map((k, v) -> Pair.of(k, v)).collect()));
        Query second = again.start("counting");
        second.processAllAvailable();
        second.stop();
        assertThat(seen).containsExactly(Pair.of(7, 2L));
    }

    @Test
    void when_aQueryIsDrained_then_nothingIsLeftOpen() {
        Query query = counting();
        numbers.add(1);
        query.processAllAvailable();
        assertThat(query.drain(LONG)).isTrue();
        assertThat(query.status().state()).isEqualTo(QueryStatus.State.ENDED);
        assertThat(query.status().batches()).isEqualTo(1);
        assertThat(query.await(LONG)).isTrue();
    }

    @Test
    void when_theSessionIsClosed_then_itsQueriesEnd() {
        Query query = counting();
        tidewheel.close();
        assertThat(query.status().isOver()).isTrue();
        assertThat(query.failure()).isNull();
    }

    @Test
    void when_aWaitingThreadIsInterrupted_then_itKeepsItsFlagAndTheQueryGoesOn() {
        Query query = counting();
        Thread.currentThread().interrupt();
        assertThatThrownBy(query::await).hasMessageContaining("was interrupted; the query goes on");
        assertThat(Thread.interrupted()).isTrue();
        numbers.add(1);
        query.processAllAvailable();
        query.stop();
    }

    @Test
    void when_listenersListen_then_theyHearOfStartBatchesAndEnd() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Streams streams = streams().listen(new QueryListener() {
            @Override
            public void started(String query, String id, String runId) {
                heard.add("started " + query);
            }

            @Override
            public void progressed(QueryProgress progress) {
                heard.add("batch " + progress.batchId() + " " + progress.numInputRows());
                throw new IllegalStateException("a listener harms nobody");
            }

            @Override
            public void ended(String query, String id, String runId, @Nullable Throwable failure) {
                heard.add("ended " + failure);
            }
        });
        counts(streams).to("out", counted);
        Query query = streams.start("counting");
        numbers.add(1, 2);
        query.processAllAvailable();
        query.stop();
        assertThat(heard).containsExactly("started counting", "batch 0 2", "ended null");
    }

    @Test
    void when_aBatchIsOver_then_itsProgressHasTheNamesPeopleScriptAgainst() throws IOException {
        Query query = counting();
        numbers.add(1, 2, 2);
        query.processAllAvailable();
        QueryProgress progress = query.lastProgress();
        query.stop();
        assertThat(progress).isNotNull();
        assertThat(progress.json())
                .contains("\"name\":\"counting\"", "\"batchId\":0", "\"numInputRows\":3", "\"durationMs\":{")
                .contains("\"stateOperators\":[{\"operatorName\":\"counts\",\"numRowsTotal\":2,\"numRowsUpdated\":2")
                .contains("\"startOffset\":\"0\",\"endOffset\":\"3\"");
        JsonNode json = new ObjectMapper().readTree(progress.json());
        assertThat(json.fieldNames())
                .toIterable()
                .contains("id", "runId", "name", "timestamp", "batchId", "batchDuration", "numInputRows")
                .contains("inputRowsPerSecond", "processedRowsPerSecond", "durationMs", "eventTime", "stateOperators")
                .contains("sources", "sink");
        assertThat(json.get("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(json.get("durationMs").fieldNames())
                .toIterable()
                .contains("triggerExecution", "addBatch", "latestOffset", "walCommit");
        assertThat(json.get("sources").get(0).fieldNames())
                .toIterable()
                .contains("description", "startOffset", "endOffset", "numInputRows", "inputRowsPerSecond")
                .contains("processedRowsPerSecond");
    }

    @Test
    void when_aSecondQueryWantsTheSameCheckpoint_then_itIsRefused() {
        Query first = counting();
        assertThatThrownBy(this::counting)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED))
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        first.stop();
    }

    /** Fails where a start comes to it. */
    private record FailingSink(boolean whenOpened, boolean whenClosed) implements DirectSink<Pair<Integer, Long>> {
        @Override
        public String describe() {
            return "failing";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPEATS;
        }

        @Override
        public Driver<Pair<Integer, Long>> open(SinkContext context) throws IOException {
            if (whenOpened) {
                throw new IOException("connection refused");
            }
            return new Driver<>() {
                @Override
                public void write(SinkBatch<Pair<Integer, Long>> batch) {}

                @Override
                public void close() {
                    if (whenClosed) {
                        throw new IllegalStateException("closed badly");
                    }
                }
            };
        }
    }

    private Query counting(FailingSink... sinks) {
        Streams streams = streams();
        KeyedDStream<Integer, Long> counts = counts(streams);
        counts.to("out", counted);
        for (int sink = 0; sink < sinks.length; sink++) {
            counts.to("failing " + sink, sinks[sink]);
        }
        return streams.start("counting");
    }

    @Test
    void when_aStartFails_then_theCheckpointIsFreeForTheNext() {
        FailingSink worst = new FailingSink(false, true);
        assertThatThrownBy(() -> counting(worst, new FailingSink(true, false)))
                .hasMessageContaining("connection refused");
        numbers.add(1);
        Query next = counting();
        next.processAllAvailable();
        next.stop();
        assertThat(counted.rows()).containsExactly(Pair.of(1, 1L));
    }

    @Test
    void when_somethingCannotBeClosed_then_theCheckpointIsFreeForTheNext() {
        Query query = counting(new FailingSink(false, true));
        query.stop();
        assertThat(query.failure()).hasMessageContaining("closed badly");
        counting().stop();
    }

    @Test
    void when_codeHasNoUseForAState_then_itIsRefusedUntilSomebodySaysSo() {
        Query first = counting();
        numbers.add(1);
        first.processAllAvailable();
        first.stop();
        Streams renamed = streams();
        renamed.from("numbers", numbers)
                .keyBy(n -> n)
                .aggregate(count())
                .named("sums")
                .to("out", counted);
        assertThatThrownBy(() -> renamed.start("counting"))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContainingAll("[counts]", "new [sums]", "--allow-dropped-state");
        Streams allowed = streams().allowDroppedState();
        allowed.from("numbers", numbers)
                .keyBy(n -> n)
                .aggregate(count())
                .named("sums")
                .to("out", counted);
        counted.clear();
        Query second = allowed.start("counting");
        numbers.add(1);
        second.processAllAvailable();
        second.stop();
        assertThat(counted.rows()).containsExactly(Pair.of(1, 1L));
        Streams later = streams();
        later.from("numbers", numbers)
                .keyBy(n -> n)
                .aggregate(count())
                .named("sums")
                .to("out", counted);
        later.start("counting").stop(); // what was given up is not asked for again
    }

    @Test
    void when_theCheckpointIsAnotherQuerys_then_itIsRefused() {
        counting().stop();
        Streams other = streams();
        counts(other).to("out", counted);
        assertThatThrownBy(() -> other.start("other")).hasMessageContaining("is that of query 'counting'");
    }

    @Test
    void when_twoQueriesRunAtOnce_then_eachHasItsOwnState() {
        Query one = counting();
        MemorySink<Pair<Integer, Long>> others = MemorySink.create();
        Streams streams =
                Streams.on(tidewheel).checkpoint(folder.resolve("other").toString());
        counts(streams).to("out", others);
        Query two = streams.start("two");
        numbers.add(5);
        one.processAllAvailable();
        two.processAllAvailable();
        assertThat(counted.rows()).isEqualTo(others.rows()).containsExactly(Pair.of(5, 1L));
        one.stop();
        two.stop();
    }
}
