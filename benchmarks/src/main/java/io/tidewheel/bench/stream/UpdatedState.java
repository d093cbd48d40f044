package io.tidewheel.bench.stream;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.RateSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * updateStateByKey on 100 keys with 1,000 rows a batch, durable, in intervals as short as they can be kept up with.
 *
 * <p>Arguments: milliseconds of an interval; seconds to run; folder.
 */
public final class UpdatedState {
    private UpdatedState() {}

    public static void main(String[] arguments) throws Exception {
        long intervalMillis = Long.parseLong(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        int batches = (int) (seconds * 1000L / intervalMillis);
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "updated-state-");
        BlockingQueue<QueryProgress> done = new LinkedBlockingQueue<>();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Streams streams = Streams.on(tidewheel)
                    .checkpoint(folder.resolve("checkpoint").toString())
                    .interval(Duration.ofMillis(intervalMillis))
                    .listen(new QueryListener() {
                        @Override
                        public void progressed(QueryProgress progress) {
                            done.add(progress);
                        }
                    });
            streams.from("rate", RateSource.perBatch(1000, Duration.ofSeconds(1), Instant.EPOCH))
                    .keyBy(row -> (int) (row.value() % 100), row -> 1L)
                    .<Long>updateStateByKey((values, old) -> {
                        long sum = old == null ? 0 : old;
                        for (long value : values) {
                            sum += value;
                        }
                        return sum;
                    })
                    .named("sums")
                    .to("out", new NoSink<>());
            Query query = streams.start("updated-state");
            for (int batch = 0; batch < batches / 4; batch++) { // until it is warm
                done.take();
            }
            long[] took = new long[batches];
            long begin = System.nanoTime();
            for (int batch = 0; batch < batches; batch++) {
                took[batch] = done.take().batchDurationMillis();
            }
            double millis = (System.nanoTime() - begin) / 1e6;
            query.stop();
            Arrays.sort(took);
            System.out.printf(
                    Locale.ROOT,
                    "interval %d ms: %.1f batches a second of %.1f; batch p50 %d p99 %d ms%n",
                    intervalMillis,
                    batches * 1e3 / millis,
                    1e3 / intervalMillis,
                    took[batches / 2],
                    took[batches * 99 / 100]);
        } finally {
            RunningCount.delete(folder);
        }
    }
}
