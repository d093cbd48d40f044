package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a function may do with the rows of a batch, and what comes of it. */
class BatchFunctionTest {
    @TempDir
    Path folder;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.batch.retry.delay", "1ms")
            .config("tidewheel.batch.max.failures", "2")
            .open();
    private final MemorySource<Integer> numbers = MemorySource.create();

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

    @Test
    void when_aFunctionPersistsItsRows_then_theNextBatchHasItsOwn() {
        List<List<Integer>> seen = new CopyOnWriteArrayList<>();
        Streams streams = streams();
        streams.from("numbers", numbers).forEachBatch("persists", (rows, batch) -> {
            rows.persist(StorageLevel.MEMORY_ONLY);
            rows.count();
            seen.add(rows.collect());
        });
        Query query = streams.start("q");
        numbers.add(1);
        query.processAllAvailable();
        numbers.add(2);
        query.processAllAvailable();
        query.stop();
        assertThat(seen).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void when_aFunctionKeepsItsRows_then_theyAreNotThoseOfALaterBatch() {
        List<Dataset<Integer>> kept = new ArrayList<>();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Streams streams = streams();
        streams.from("numbers", numbers).forEachBatch("keeps", (rows, batch) -> {
            kept.add(rows);
            if (kept.size() == 2) {
                thrown.add(catchThrowable(() -> kept.get(0).collect()));
            }
        });
        Query query = streams.start("q");
        numbers.add(1);
        query.processAllAvailable();
        numbers.add(2);
        query.processAllAvailable();
        query.stop();
        assertThat(thrown).singleElement().asString().contains("outside of its batch");
    }

    @Test
    void when_aThreadOutlivesTheBatchWithItsRows_then_itIsToldAndNotGivenOthers() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        List<Object> got = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Streams streams = streams();
        counts(streams).forEachBatch("threads", (rows, batch) -> {
            if (batch.id() == 0) {
                Thread thread = new Thread(() -> {
                    try {
                        over.await();
                        got.add(rows.collect());
                    } catch (Throwable e) {
                        thrown.add(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
        });
        Query query = streams.start("q");
        numbers.add(1);
        query.processAllAvailable();
        over.countDown();
        threads.get(0).join();
        query.stop();
        assertThat(got).isEmpty();
        assertThat(thrown).singleElement().asString().contains("outside of its batch");
    }

    @Test
    void when_aFunctionThrows_then_theFailureIsThatOfUserCodeAndNamesIt() {
        Streams streams = streams();
        counts(streams).forEachBatch("alarms", (rows, batch) -> {
            throw new IOException("no mail server");
        });
        Query query = streams.start("q");
        numbers.add(1);
        assertThatThrownBy(query::await)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContainingAll("query 'q'", "batch 0", "'alarms'", "no mail server", "after 2 failures")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void when_aFunctionThrowsAnError_then_theFailureNamesItAllTheSame() {
        Streams streams = streams();
        counts(streams).forEachBatch("asserts", (rows, batch) -> {
            throw new AssertionError("two and two is five");
        });
        Query query = streams.start("q");
        numbers.add(1);
        assertThatThrownBy(query::await)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContainingAll("query 'q'", "batch 0", "'asserts'", "two and two is five");
    }

    @Test
    void when_aFunctionReadsRowsWithJoinsAndSorts_then_eachBatchHasItsOwn() {
        List<List<Pair<Integer, Long>>> seen = new CopyOnWriteArrayList<>();
        Streams streams = streams();
        counts(streams).forEachBatch("sorts", (rows, batch) -> {
            KeyedDataset<Integer, Long> sorted = rows.sortByKey();
            seen.add(sorted.map((k, v) -> Pair.of(k, v)).collect());
        });
        Query query = streams.start("q");
        numbers.add(3, 1, 2);
        query.processAllAvailable();
        numbers.add(9, 8, 1);
        query.processAllAvailable();
        query.stop();
        assertThat(seen)
                .containsExactly(
                        List.of(Pair.of(1, 1L), Pair.of(2, 1L), Pair.of(3, 1L)),
                        List.of(Pair.of(1, 2L), Pair.of(8, 1L), Pair.of(9, 1L)));
    }
}
