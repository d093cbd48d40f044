package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.MemorySink;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.RateSource;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A running count of a million keys, as fast as it goes: batches of a million rows, exactly once, durable on the local
 * disk.
 *
 * <p>Arguments: memory, disk or rocksdb (state), batches, folder.
 */
public final class RunningCount {
    private static final long KEYS = 1_000_000;
    private static final long ROWS = 1_000_000;
    private static final long SPREAD = 7_919; // a prime: neighbours get keys that lie apart
    private static final int CORES = 2;

    private RunningCount() {}

    public static void main(String[] arguments) throws Exception {
        StateKind state = StateKind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        int batches = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "running-count-");
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
            streams.from("rate", RateSource.perBatch(ROWS, Duration.ofSeconds(1), Instant.EPOCH))
                    .map(row -> row.value() * SPREAD % KEYS)
                    .keyBy(key -> key)
                    .aggregate(count())
                    .named("counts")
                    .to("out", MemorySink.<Pair<Long, Long>>keepingLast(1));
            Query query = streams.start("running-count");
            int warmUp = Math.max(2, batches / 4);
            for (int batch = 0; batch < warmUp; batch++) {
                done.take();
            }
            long begin = System.nanoTime();
            for (int batch = 0; batch < batches; batch++) {
                QueryProgress progress = done.take();
                System.out.println(progress.batchDurationMillis() + " ms " + progress.durationMillis());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            query.stop();
            System.out.printf(
                    Locale.ROOT,
                    "%s state: %.0f rows a second and core, %.2f s a batch%n",
                    arguments[0],
                    batches * ROWS / seconds / CORES,
                    seconds / batches);
        }
    }
}
