package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Row 9: a closed loop of batches of 1,000 rows that change 100 of a million running counts, durable on the local disk. A
 * row's latency is from its arrival at the source to the commit that made it visible. Beside each batch the bare append
 * and fdatasync of as many bytes.
 *
 * <p>Arguments: memory or file (sink), memory, disk or rocksdb (state), batches, folder, and, if the checkpoint is not to
 * lie in it, another directory such as {@code hdfs://host:port/bench}.
 */
public final class StatefulBatches {
    private static final int KEYS = 1_000_000;
    private static final int ROWS = 1_000;
    private static final int CHANGED = 100;
    private static final int LEAST_SNAPSHOTS = 3;
    private static final int WARM_UP = 2_000;
    private static final int BARE_BYTES = 4_096;

    private StatefulBatches() {}

    public static void main(String[] arguments) throws Exception {
        boolean toFile = arguments[0].equals("file");
        StateKind state = StateKind.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        int batches = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory(Path.of(arguments[3]), "row9-");
        MemorySource<Long> source = MemorySource.forgetting();
        long[] latencies = new long[batches];
        long[] bare = new long[batches];
        Set<String> snapshots = new HashSet<>();
        try (Tidewheel tidewheel = Tidewheel.builder()
                        .master("local[2]")
                        .config("tidewheel.snapshot.batches", "1000")
                        .open();
                FileChannel log = preallocated(folder.resolve("bare.log"), batches + WARM_UP)) {
            String checkpoint = arguments.length > 4
                    ? arguments[4]
                    : folder.resolve("checkpoint").toString();
            Query query = start(tidewheel, source, folder, checkpoint, toFile, state);
            source.addAll(Stream.iterate(0L, key -> key + 1).limit(KEYS).toList());
            query.processAllAvailable();
            Random random = new Random(42);
            for (int batch = -WARM_UP; batch < batches; batch++) {
                List<Long> rows = rows(random);
                long begin = System.nanoTime();
                source.addAll(rows);
                query.processAllAvailable();
                long latency = System.nanoTime() - begin;
                long bareBegin = System.nanoTime();
                log.write(ByteBuffer.allocate(BARE_BYTES));
                log.force(false);
                if (batch >= 0) {
                    latencies[batch] = latency;
                    bare[batch] = System.nanoTime() - bareBegin;
                    if (batch % 100 == 0 && arguments.length == 4) {
                        snapshots.addAll(snapshots(folder.resolve("checkpoint")));
                    }
                }
            }
            System.out.println(query.lastProgress());
            query.stop();
        }
        print("batch, " + arguments[0] + " sink, " + arguments[1] + " state", latencies);
        print("bare append and fdatasync of " + BARE_BYTES + " bytes", bare);
        System.out.printf(
                Locale.ROOT, "beyond bare: p99 %.3f ms%n", (percentile(latencies, 99) - percentile(bare, 99)) / 1e6);
        System.out.println(snapshots.size() + " snapshots seen");
        if (arguments.length == 4 && batches >= 5_000 && snapshots.size() < LEAST_SNAPSHOTS) {
            throw new IllegalStateException("the protocol asks for " + LEAST_SNAPSHOTS + " snapshots inside");
        }
        delete(folder);
    }

    private static Query start(
            Tidewheel tidewheel,
            MemorySource<Long> source,
            Path folder,
            String checkpoint,
            boolean toFile,
            StateKind state) {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint).state(state);
        KeyedDStream<Long, Long> counts = streams.from("keys", source)
                .keyBy(key -> key)
                .aggregate(count())
                .named("counts");
        if (toFile) {
            counts.to("out", FileSink.lines(folder.resolve("out").toString()));
        } else {
            counts.to("out", MemorySink.<Pair<Long, Long>>keepingLast(1));
        }
        return streams.start("row-9");
    }

    private static List<Long> rows(Random random) {
        long[] keys = random.longs(CHANGED, 0, KEYS).toArray();
        List<Long> rows = new ArrayList<>(ROWS);
        for (int row = 0; row < ROWS; row++) {
            rows.add(keys[row % CHANGED]);
        }
        return rows;
    }

    private static FileChannel preallocated(Path file, int batches) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocate(BARE_BYTES);
        for (int batch = 0; batch < batches; batch++) {
            channel.write(zeros.clear());
        }
        channel.force(true);
        channel.position(0);
        return channel;
    }

    private static List<String> snapshots(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoint)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("snapshot-"))
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long percentile(long[] nanos, int percent) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100];
    }

    private static void print(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, max %.3f ms of %d%n",
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 9 / 10] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                sorted.length);
    }
}
