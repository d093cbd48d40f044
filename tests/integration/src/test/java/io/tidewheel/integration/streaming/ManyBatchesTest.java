package io.tidewheel.integration.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not grow with the number of batches. */
class ManyBatchesTest {
    private static final AtomicLong DEPTH = new AtomicLong();

    @TempDir
    Path checkpoint;

    @Test
    void when_aThousandBatchesHaveRun_then_stackThreadsAndDescriptorsAreThoseOfTheFirst() throws Exception {
        MemorySource<Integer> numbers = MemorySource.create();
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        try (Tidewheel session = Tidewheel.builder()
                .master("local[2]")
                .config(Keys.CLOSURE_CHECK, false)
                .open()) {
            Streams streams = Streams.on(session).checkpoint(checkpoint.toString());
            streams.from("numbers", numbers)
                    .map(number -> {
                        DEPTH.set(StackWalker.getInstance().walk(Stream::count));
                        return number;
                    })
                    .keyBy(number -> number % 5)
                    .aggregate(count())
                    .named("counts")
                    .to("out", sink);
            Query query = streams.start("many");
            runBatches(query, numbers, 600); // with a purge, and every thread that comes when it is needed
            long depth = DEPTH.get();
            long threads = threads();
            long descriptors = descriptors();

            runBatches(query, numbers, 1_000);

            assertThat(query.status().batches()).isGreaterThanOrEqualTo(1_600);
            assertThat(DEPTH.get()).isEqualTo(depth);
            assertThat(threads()).isLessThanOrEqualTo(threads + 1); // a worker that had nothing to do so far
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
            assertThat(query.drain(Duration.ofMinutes(1))).isTrue();
        }
    }

    private static void runBatches(Query query, MemorySource<Integer> numbers, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            numbers.add(batch);
            query.processAllAvailable();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidewheel-"))
                .count();
    }

    private static long descriptors() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(own)) {
            return open.count();
        }
    }
}
