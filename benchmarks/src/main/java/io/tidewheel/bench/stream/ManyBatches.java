package io.tidewheel.bench.stream;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether anything grows with the number of batches: heap after a collection, threads, open files and the checkpoint, at
 * batch 10,000 and at the end. Arguments: batches, folder.
 */
public final class ManyBatches {
    private static final int FIRST_LOOK = 10_000;

    private ManyBatches() {}

    public static void main(String[] arguments) throws Exception {
        int batches = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory(Path.of(arguments[1]), "many-");
        MemorySource<Integer> source = MemorySource.forgetting();
        try (Tidewheel tidewheel = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.snapshot.batches", "5000")
                .open()) {
            Streams streams = Streams.on(tidewheel).checkpoint(folder.toString());
            streams.from("numbers", source)
                    .keyBy(number -> number % 1_000)
                    .aggregate(count())
                    .named("counts")
                    .to("out", MemorySink.<Pair<Integer, Long>>keepingLast(1));
            Query query = streams.start("many");
            long early = 0;
            for (int batch = 1; batch <= batches; batch++) {
                source.addAll(List.of(batch, batch + 1, batch + 2));
                query.processAllAvailable();
                if (batch == FIRST_LOOK || batch == batches) {
                    long heap = Heap.afterCollection();
                    early = batch == FIRST_LOOK ? heap : early;
                    System.out.printf(
                            Locale.ROOT,
                            "batch %d: heap %.2f MB, %d threads, %d open files, checkpoint of %d files%n",
                            batch,
                            heap / 1e6,
                            Thread.activeCount(),
                            files(Path.of("/proc/self/fd")),
                            files(folder));
                }
            }
            System.out.printf(
                    Locale.ROOT, "heap at the end is %.3f of that%n", Heap.afterCollection() / (double) early);
            query.stop();
        }
    }

    /** Files at any depth. */
    private static int files(Path folder) {
        File[] entries = folder.toFile().listFiles();
        int count = 0;
        for (File entry : entries == null ? new File[0] : entries) {
            count += entry.isDirectory() && !folder.startsWith("/proc") ? files(entry.toPath()) : 1;
        }
        return count;
    }
}
