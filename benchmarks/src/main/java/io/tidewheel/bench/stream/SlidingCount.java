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
 * Counts by windows of so many seconds, one of which begins every second or as often as is said, of 100,000 keys, as fast as it goes, exactly once,
 * durable on the local disk. A batch has the rows of one second of a clock that runs as fast as batches do.
 *
 * <p>Arguments: seconds of a window, and from one to the next if not 1 (60/60); rows a batch; memory, disk or rocksdb
 * (state); batches before those that are measured; batches; folder; by how many seconds rows may be late, 0 if not given:
 * if that is more than there are batches, no window is finished.
 */
public final class SlidingCount {
    private static final long KEYS = 100_000;
    private static final long SPREAD = 7_919; // a prime: neighbours get keys that lie apart
    private static final int CORES = 2;

    private SlidingCount() {}

    public static void main(String[] arguments) throws Exception {
        String[] window = arguments[0].split("/");
        Duration size = Duration.ofSeconds(Long.parseLong(window[0]));
        Duration slide = Duration.ofSeconds(window.length > 1 ? Long.parseLong(window[1]) : 1);
        Duration late = Duration.ofSeconds(arguments.length > 6 ? Long.parseLong(arguments[6]) : 0);
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
                    .withEventTime(row -> Instant.ofEpochMilli(row.timestampMillis()), late)
                    .keyBy(row -> row.value() * SPREAD % KEYS)
                    .window(Windows.sliding(size, slide))
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
