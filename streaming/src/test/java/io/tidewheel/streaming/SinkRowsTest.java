package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.testing.FakeLedgerSink;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import io.tidewheel.streaming.testing.ManualClock;
import io.tidewheel.streaming.testing.QueryHarness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How many rows a query says that it gave to each sink. */
class SinkRowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final AtomicInteger WRITER_FAILURES = new AtomicInteger(); // to come

    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Integer> out = MemorySink.create();

    /** Reads each batch, and then writes it in tasks, as often as it is told to. */
    private static final class InTasks implements DirectSink<Integer> {
        private final Map<Long, Long> rows = new TreeMap<>(); // by batch
        private int times = 1;
        private int failures; // to come, once all is written

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPLACES;
        }

        @Override
        public String describe() {
            return "rows counted in tasks";
        }

        @Override
        public Driver<Integer> open(SinkContext context) {
            return this::write;
        }

        private void write(SinkBatch<Integer> batch) throws Exception {
            batch.forEach((kind, row) -> {});
            for (int time = 0; time < times; time++) {
                long sum = 0;
                for (byte[] part : batch.write(task -> new Counting())) {
                    sum += ByteBuffer.wrap(part).getLong();
                }
                rows.put(batch.batchId(), sum);
            }
            if (failures-- > 0) {
                throw new IOException("the sink is away");
            }
        }
    }

    /** Gives the number of rows. */
    private static final class Counting implements SinkWriter<Integer> {
        private long rows;

        @Override
        public void write(ChangeKind kind, Integer row) throws IOException {
            rows++;
            if (WRITER_FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("the writer is away");
            }
        }

        @Override
        public byte[] finish() {
            return ByteBuffer.allocate(Long.BYTES).putLong(rows).array();
        }
    }

    /** A sink that looks at nothing. */
    private static final class Blind implements DirectSink<Integer> {
        @Override
        public OnReplay onReplay() {
            return OnReplay.REPEATS;
        }

        @Override
        public String describe() {
            return "nothing";
        }

        @Override
        public Driver<Integer> open(SinkContext context) {
            return batch -> {};
        }
    }

    private static Map<String, Long> rows(QueryProgress progress) {
        Map<String, Long> rows = new TreeMap<>();
        progress.sinks().forEach(sink -> rows.put(sink.name(), sink.numOutputRows()));
        return rows;
    }

    private static Consumer<QueryProgress> shows(Map<String, Long> rows) {
        return progress -> assertThat(rows(progress)).isEqualTo(rows);
    }

    @Test
    void when_batchesAreTriedAgainAndReadTwice_then_eachRowThatASinkHasIsCountedOnce() {
        InTasks tasks = new InTasks();
        FakeTwoPhaseSink<Integer> even = FakeTwoPhaseSink.create();
        FakeLedgerSink<Integer> positive = FakeLedgerSink.create(ManualClock.at(Instant.EPOCH), Duration.ofMinutes(1));
        InTasks none = new InTasks();
        try (QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> in = streams.from("numbers", numbers);
            in.to("out", out);
            in.filter(number -> number % 2 == 0).to("even", even);
            in.filter(number -> number > 0).to("positive", positive);
            in.to("tasks", tasks);
            in.filter(number -> number > 100).to("none", none);
            in.to("blind", new Blind());
            in.forEachBatch("function", (rows, batch) -> rows.count());
        })) {
            query.add(numbers, -2, -1, 1, 2, 3, 5)
                    .runBatch()
                    .expectProgress(
                            shows(Map.of("out", 6L, "even", 2L, "positive", 4L, "tasks", 6L, "none", 0L, "blind", -1L)))
                    .expectProgress(
                            done -> assertThat(done.json())
                                    .contains(
                                            "{\"name\":\"tasks\",\"description\":\"rows counted in tasks\",\"numOutputRows\":6}"));
            tasks.times = 2;
            tasks.failures = 1; // of the batch
            WRITER_FAILURES.set(1); // of a task
            query.add(numbers, 7, 8, 9)
                    .runBatch()
                    .expectProgress(shows(
                            Map.of("out", 3L, "even", 1L, "positive", 3L, "tasks", 3L, "none", 0L, "blind", -1L)));
        }
        assertThat(tasks.failures).isNegative();
        assertThat(WRITER_FAILURES).hasValue(0);
        assertThat(out.rows()).hasSize(9);
        assertThat(even.rows()).hasSize(3);
        assertThat(positive.rows()).hasSize(7);
        assertThat(tasks.rows).isEqualTo(Map.of(0L, 6L, 1L, 3L));
    }

    @Test
    void when_aBatchHasSeveralSlidesOfAWindow_then_theRowsOfAllAreCounted() {
        InTasks tasks = new InTasks();
        try (QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> windows =
                    streams.interval(SECOND).from("numbers", numbers).window(Duration.ofSeconds(3));
            windows.to("out", out);
            windows.to("tasks", tasks);
        })) {
            query.add(numbers, 1, 2).runBatch().expectProgress(shows(Map.of("out", 2L, "tasks", 2L)));
            query.clock().advance(Duration.ofSeconds(3)); // at once: two slides are late
            query.add(numbers, 3).runBatch().expectProgress(progress -> {
                long written = out.batches().get(progress.batchId()).size();
                assertThat(written).isGreaterThan(2);
                assertThat(rows(progress)).isEqualTo(Map.of("out", written, "tasks", written));
                assertThat(tasks.rows).containsEntry(progress.batchId(), written);
            });
        }
    }
}
