package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.RateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * A running count of a million keys, as fast as it goes, exactly once, durable on the local disk. In batches of a million
 * rows every key comes once; in smaller ones keys are random, and a first batch of its own has brought every key once.
 *
 * <p>Arguments: rows a batch; memory, disk or rocksdb (state); batches before those that are measured; batches; folder.
 */
public final class RunningCount {
    /** Of so many batches, all in the warm-up, changed keys are counted, to show that the peer did the same work. */
    private static final int COUNTED_BATCHES = 5;

    private static final long KEYS = 1_000_000;
    private static final long SPREAD = 7_919; // a prime: neighbours get keys that lie apart
    private static final int CORES = 2;

    private final Tidewheel tidewheel;
    private final StateKind state;
    private final long rows;
    private final Path folder;
    private final BlockingQueue<QueryProgress> done = new LinkedBlockingQueue<>();

    private RunningCount(Tidewheel tidewheel, StateKind state, long rows, Path folder) {
        this.tidewheel = tidewheel;
        this.state = state;
        this.rows = rows;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        StateKind state = StateKind.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        Path folder = Files.createTempDirectory(Path.of(arguments[4]), "running-count-");
        try (Tidewheel tidewheel =
                Tidewheel.builder().master("local[" + CORES + "]").open()) {
            new RunningCount(tidewheel, state, rows, folder)
                    .run(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        } finally {
            delete(folder);
        }
    }

    private void run(int warmUp, int batches) throws Exception {
        if (rows < KEYS) {
            start(KEYS, Trigger.once()).await();
            done.clear();
        }
        Query query = start(rows, Trigger.asSoonAsPossible());
        long counted = 0;
        for (int batch = 0; batch < warmUp; batch++) {
            long changed = changed(done.take());
            counted += batch < COUNTED_BATCHES ? changed : 0;
        }
        long written = writtenBytes();
        long changedKeys = 0;
        long begin = System.nanoTime();
        for (int batch = 0; batch < batches; batch++) {
            changedKeys += changed(done.take());
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        written = writtenBytes() - written;
        query.stop();
        System.out.printf(
                Locale.ROOT,
                "count %d keys changed by the first five batches; %.3f ms a batch%n",
                counted,
                millis / batches);
        System.out.printf(
                Locale.ROOT,
                "%s state, %d rows a batch: %.0f rows a second and core; %.1f bytes written for each changed key%n",
                state,
                rows,
                batches * rows * 1e3 / millis / CORES,
                written / (double) changedKeys);
    }

    private Query start(long rowsOfBatch, Trigger trigger) {
        boolean everyKeyOnce = rows == KEYS;
        long skipped = KEYS - rows; // what the first batch gave, beyond one of this size
        Streams streams = Streams.on(tidewheel)
                .checkpoint(folder.resolve("checkpoint").toString())
                .state(state)
                .trigger(trigger)
                .listen(new QueryListener() {
                    @Override
                    public void progressed(QueryProgress progress) {
                        done.add(progress);
                    }
                });
        streams.from("rate", RateSource.perBatch(rowsOfBatch, Duration.ofSeconds(1), Instant.EPOCH))
                .map(row -> rowsOfBatch == KEYS ? row.value() : row.value() + skipped)
                .map(value -> everyKeyOnce || value < KEYS ? value * SPREAD % KEYS : Math.floorMod(xxHash(value), KEYS))
                .keyBy(key -> key)
                .aggregate(count())
                .named("counts")
                .to("out", new NoSink<>());
        return streams.start("running-count");
    }

    private static long changed(QueryProgress progress) {
        return progress.stateOperators().get(0).numRowsUpdated();
    }

    /** Spark's xxhash64 of a long. */
    private static long xxHash(long value) {
        long hash = 42 + 0x27D4EB2F165667C5L + Long.BYTES;
        hash ^= Long.rotateLeft(value * 0xC2B2AE3D27D4EB4FL, 31) * 0x9E3779B185EBCA87L;
        hash = Long.rotateLeft(hash, 27) * 0x9E3779B185EBCA87L + 0x85EBCA77C2B2AE63L;
        hash = (hash ^ (hash >>> 33)) * 0xC2B2AE3D27D4EB4FL;
        hash = (hash ^ (hash >>> 29)) * 0x165667B19E3779F9L;
        return hash ^ (hash >>> 32);
    }

    /** What this process has written so far: the journal, changes and snapshots; with state in files these too. */
    private static long writtenBytes() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/io"));
        return lines.stream()
                .filter(line -> line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
                .sum();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
