package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How often each advertisement was seen in each ten seconds, as a stream over the CSV files under {@code -Ddata}/events, a
 * file a batch, exactly once, durable on the local disk.
 *
 * <p>Arguments: memory, disk or rocksdb (state); rounds; folder.
 */
public final class WindowedStream {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private WindowedStream() {}

    public static void main(String[] arguments) throws Exception {
        StateKind state = StateKind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        int rounds = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "windowed-stream-");
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            for (int round = 0; round < rounds; round++) {
                run(tidewheel, state, folder.resolve("checkpoint-" + round));
            }
        } finally {
            RunningCount.delete(folder);
        }
    }

    private static void run(Tidewheel tidewheel, StateKind state, Path checkpoint) {
        long begin = System.nanoTime();
        Streams streams = Streams.on(tidewheel)
                .checkpoint(checkpoint.toString())
                .state(state)
                .maxFilesPerBatch(1)
                .trigger(Trigger.availableNow());
        streams.from("events", FileSource.lines(System.getProperty("data", "data") + "/events"))
                .map(line -> line.split(","))
                .filter(event -> event[3].equals("0"))
                .withEventTime(event -> Instant.ofEpochMilli(Long.parseLong(event[4])), TEN_SECONDS)
                .keyBy(event -> Integer.parseInt(event[2]))
                .window(Windows.tumbling(TEN_SECONDS))
                .outputMode(OutputMode.UPDATE) // as the peer
                .aggregate(count())
                .named("counts")
                .to("out", new NoSink<>());
        Query query = streams.start("windowed-stream");
        query.await();
        double millis = (System.nanoTime() - begin) / 1e6;
        QueryProgress last = query.lastProgress();
        System.out.printf(
                Locale.ROOT,
                "stream %d %.3f ms, %d batches%n",
                last.stateOperators().get(0).numRowsTotal(),
                millis,
                last.batchId() + 1);
    }
}
