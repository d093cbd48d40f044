package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.RateSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Counts by windows of so many seconds, one of which begins every second, of 100,000 keys, as fast as it goes, exactly once,
 * durable on the local disk. A batch has the rows of one second of a clock that runs as fast as batches do.
 *
 * <p>Arguments: seconds of a window (1: tumbling); rows a batch; memory, disk or rocksdb (state); batches before those that
 * are measured; batches; folder.
 */
public final class SlidingCount {
    private static final long KEYS = 100_000;
    private static final long SPREAD = 7_919; // a prime: neighbours get keys that lie apart
    private static final int CORES = 2;

    private SlidingCount() {}

    public static void main(String[] arguments) throws Exception {
        Duration size = Duration.ofSeconds(Long.parseLong(arguments[0]));
        long rows = Long.parseLong(arguments[1]);
        StateKind state = StateKind.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        int warmUp = Integer.parseInt(arguments[3]);
        int batches = Integer.parseInt(arguments[4]);
        Path folder = Files.createTempDirectory(Path.of(arguments[5]), "sliding-count-");
        BlockingQueue<QueryProgress> done = new LinkedBlockingQueue<>();
        try (Tidewheel tidewheel =
                Tidewheel.builder().master("local[" + CORES + "]").open()) {
            Streams streams = Streams.on(tidewheel)
                    .checkpoint(folder.resolve("checkpoint").toString())
                    .state(state)
                    .listen(new QueryListener() {
                        @Override
                        public void progressed(QueryProgress progress) {
                            done.add(progress);
                        }
                    });
            streams.from("rate", RateSource.perBatch(rows, Duration.ofSeconds(1), Instant.EPOCH))
                    .withEventTime(row -> Instant.ofEpochMilli(row.timestampMillis()), Duration.ZERO)
                    .keyBy(row -> row.value() * SPREAD % KEYS)
                    .window(Windows.sliding(size, Duration.ofSeconds(1)))
                    .aggregate(count())
                    .named("counts")
                    .to("out", new NoSink<>());
            Query query = streams.start("sliding-count");
            for (int batch = 0; batch < warmUp; batch++) {
                done.take();
            }
            long begin = System.nanoTime();
            for (int batch = 0; batch < batches; batch++) {
                done.take();
            }
            double millis = (System.nanoTime() - begin) / 1e6;
            query.stop();
            System.out.printf(Locale.ROOT, "sliding %.3f ms a batch%n", millis / batches);
            System.out.printf(
                    Locale.ROOT,
                    "%s state, windows of %d s, %d rows a batch: %.0f rows a second and core%n",
                    state,
                    size.toSeconds(),
                    rows,
                    batches * rows * 1e3 / millis / CORES);
        } finally {
            RunningCount.delete(folder);
        }
    }
}
