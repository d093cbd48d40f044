package io.tidewheel.bench.stream;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What many files cost a query that reads a directory: to find them, to remember which were read, and in its checkpoint.
 * Arguments: files, memory, disk or rocksdb (state), folder.
 */
public final class ManyFiles {
    private static final long FILES_PER_BATCH = 10_000;

    private ManyFiles() {}

    public static void main(String[] arguments) throws Exception {
        int files = Integer.parseInt(arguments[0]);
        StateKind state = StateKind.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        Path folder = Files.createTempDirectory(Path.of(arguments[2]), "files-");
        Path in = Files.createDirectory(folder.resolve("in"));
        Path checkpoint = folder.resolve("checkpoint");
        long begin = System.nanoTime();
        for (int file = 0; file < files; file++) {
            Files.writeString(in.resolve(name(file)), "a row\n");
        }
        say("%d files written in %.1f s, on %s", files, seconds(begin), Files.getFileStore(in));

        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            AtomicLong firstNanos = new AtomicLong();
            begin = System.nanoTime();
            Query query = start(tidewheel, in, checkpoint, state, firstNanos);
            long before = Heap.afterCollection();
            query.processAllAvailable();
            double all = seconds(begin);
            say(
                    "first batch of %d after %.2f s (all are looked at before), all %d batches after %.1f s",
                    FILES_PER_BATCH,
                    (firstNanos.get() - begin) / 1e9,
                    query.status().batches(),
                    all);
            double more = Heap.afterCollection() - before;
            say("heap %.1f MB more than before, %.0f bytes a file", more / 1e6, more / files);
            Files.writeString(folder.resolve("one"), "a row\n");
            begin = System.nanoTime();
            Files.move(folder.resolve("one"), in.resolve(name(files)));
            query.processAllAvailable();
            say("one more file moved in: committed after %.3f s", seconds(begin));
            query.drain(Duration.ofMinutes(1));
        }
        say("checkpoint of %.1f MB", bytes(checkpoint) / 1e6);

        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            begin = System.nanoTime();
            Query query = start(tidewheel, in, checkpoint, state, new AtomicLong());
            double restored = seconds(begin);
            query.processAllAvailable();
            say(
                    "restarted after %.2f s, all looked at after %.2f s: %d batches",
                    restored, seconds(begin), query.status().batches());
        }
    }

    /** As a web server or a log shipper names them. */
    private static String name(int file) {
        return String.format(Locale.ROOT, "access-2026-11-22-%08d.log", file);
    }

    private static Query start(Tidewheel tidewheel, Path in, Path checkpoint, StateKind state, AtomicLong firstNanos) {
        Streams streams = Streams.on(tidewheel)
                .checkpoint(checkpoint.toString())
                .state(state)
                .maxFilesPerBatch(FILES_PER_BATCH)
                .listen(new QueryListener() {
                    @Override
                    public void progressed(QueryProgress batch) {
                        firstNanos.compareAndSet(0, System.nanoTime());
                        say(
                                "batch %d: %d rows in %d ms",
                                batch.batchId(), batch.numInputRows(), batch.batchDurationMillis());
                    }
                });
        streams.from("in", FileSource.lines(in.toString()).maxFilesPerBatch(FILES_PER_BATCH))
                .to("out", MemorySink.keepingLast(1));
        return streams.start("files");
    }

    @SuppressWarnings("AnnotateFormatMethod") // no dependency for that
    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(ManyFiles::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isDirectory(file) ? 0 : Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
