package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.streaming.EventKeyedDStream;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.QueryProgress.StateProgress;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a query costs while nothing comes: processor time of the process and bytes that it writes to anything, with thousands
 * of windows of event time open. Ends with status 1 if it is more than it may be. Reads Linux's /proc.
 *
 * <p>Arguments: seconds; memory or files (the source); folder.
 */
public final class IdleQuery {
    private static final double MOST_MILLIS_A_SECOND = 2; // 20 ms in 10 s
    private static final int KEYS = 1_000;
    private static final int WARM_UP_BATCHES = 300;
    private static final Duration COOLING = Duration.ofSeconds(15); // the compiler's threads come to rest

    private IdleQuery() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = Integer.parseInt(arguments[0]);
        boolean isOfFiles = arguments[1].equals("files");
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "idle-");
        boolean passes;
        try {
            passes = passes(seconds, isOfFiles, folder);
        } finally {
            RunningCount.delete(folder);
        }
        System.exit(passes ? 0 : 1);
    }

    private static boolean passes(int seconds, boolean isOfFiles, Path folder) throws Exception {
        Path in = Files.createDirectory(folder.resolve("in"));
        MemorySource<String> memory = MemorySource.create();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Query query = start(tidewheel, folder, isOfFiles ? FileSource.lines(in.toString()) : memory);
            for (int batch = 0; batch < WARM_UP_BATCHES; batch++) {
                List<String> rows = rows(batch);
                if (isOfFiles) {
                    Files.write(folder.resolve("next"), rows);
                    Files.move(folder.resolve("next"), in.resolve(batch + ".txt"));
                } else {
                    memory.addAll(rows);
                }
                query.processAllAvailable();
            }
            Thread.sleep(COOLING.toMillis());
            Usage idle = Usage.over(seconds);
            QueryProgress last = Objects.requireNonNull(query.lastProgress());
            long open = last.stateOperators().stream()
                    .mapToLong(StateProgress::numRowsTotal)
                    .sum();
            double most = MOST_MILLIS_A_SECOND * seconds;
            boolean passes = idle.millis <= most && idle.bytes == 0 && open >= KEYS;
            System.out.printf(
                    Locale.ROOT,
                    "idle for %d s with %d windows open, a source of %s: %.1f ms of processor time (target %.0f),"
                            + " %d bytes written (target 0): %s%n",
                    seconds,
                    open,
                    isOfFiles ? "files" : "memory",
                    idle.millis,
                    most,
                    idle.bytes,
                    passes ? "PASS" : "MISSED");
            query.stop();
            return passes;
        }
    }

    private static Query start(Tidewheel tidewheel, Path folder, StreamSource<String> source) {
        Streams streams =
                Streams.on(tidewheel).checkpoint(folder.resolve("checkpoint").toString());
        EventKeyedDStream<Long, String> rows = streams.from("rows", source)
                .withEventTime(row -> Instant.ofEpochMilli(Long.parseLong(row)), Duration.ofSeconds(10))
                .keyBy(row -> Long.parseLong(row) % KEYS);
        rows.window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate(count())
                .named("minutes")
                .to("minutes", new NoSink<>());
        rows.window(Windows.session(Duration.ofMinutes(1)))
                .aggregate(count())
                .named("sessions")
                .to("sessions", new NoSink<>());
        return streams.start("idle");
    }

    /** Of a second, one of each key. */
    private static List<String> rows(int second) {
        List<String> rows = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            rows.add(String.valueOf(second * 1_000L + key));
        }
        return rows;
    }

    /** What this process has used in some time. */
    private record Usage(double millis, long bytes) {
        static Usage over(int seconds) throws Exception {
            long nanosBefore = processorNanos();
            long bytesBefore = bytesWritten();
            Thread.sleep(seconds * 1_000L);
            return new Usage((processorNanos() - nanosBefore) / 1e6, bytesWritten() - bytesBefore);
        }

        /** Of all its threads: those that begin meanwhile count, a moment of those that end may not. */
        private static long processorNanos() throws IOException {
            long nanos = 0;
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    nanos += processorNanos(task);
                }
            }
            return nanos;
        }

        private static long processorNanos(Path task) throws IOException {
            try {
                return Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
            } catch (NoSuchFileException e) {
                return 0; // it has just ended
            }
        }

        /** To files, pipes and sockets. */
        private static long bytesWritten() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/io")).stream()
                    .filter(line -> line.startsWith("wchar:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
    }
}
