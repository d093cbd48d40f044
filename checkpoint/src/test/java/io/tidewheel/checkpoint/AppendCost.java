package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;

import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * Measures appends of one batch each beside a bare write and fdatasync of as many bytes, one after the other. Run with a
 * directory on the disk in question.
 */
final class AppendCost {
    private static final int WARM_UP = 2_000;
    private static final int APPENDS = 10_000;
    private static final int BYTES = 448;

    private AppendCost() {}

    public static void main(String[] args) throws IOException {
        Path root = Files.createTempDirectory(Path.of(args[0]), "append-cost");
        String directory = root.resolve("checkpoint").toString();
        long[] append = new long[APPENDS];
        long[] bare = new long[APPENDS];
        try (Checkpoint checkpoint = Checkpoint.open(
                        Storages.DEFAULT.of(directory), directory, CheckpointOptions.DEFAULT, Clock.SYSTEM);
                FileChannel file = FileChannel.open(
                        root.resolve("bare"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
            file.write(ByteBuffer.allocate((WARM_UP + APPENDS) * BYTES));
            file.force(true);
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int i = 0; i < WARM_UP + APPENDS; i++) {
                List<JournalRecord> records = List.of(committed(i, inline("hits", "a few bytes")), planned(i + 1));
                long start = System.nanoTime();
                checkpoint.append(records);
                long between = System.nanoTime();
                file.write(bytes.clear(), (long) i * BYTES);
                file.force(false);
                long end = System.nanoTime();
                if (i >= WARM_UP) {
                    append[i - WARM_UP] = between - start;
                    bare[i - WARM_UP] = end - between;
                }
            }
        }
        print("append", append);
        print("bare write and fdatasync", bare);
        long start = System.nanoTime();
        Checkpoint.open(Storages.DEFAULT.of(directory), directory, CheckpointOptions.DEFAULT, Clock.SYSTEM)
                .close();
        System.out.printf("open and close after that: %.1f ms%n", (System.nanoTime() - start) / 1e6);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%s: p50 %.1f us, p90 %.1f us, p99 %.1f us, max %.1f us%n",
                what,
                nanos[APPENDS / 2] / 1e3,
                nanos[APPENDS * 9 / 10] / 1e3,
                nanos[APPENDS * 99 / 100] / 1e3,
                nanos[APPENDS - 1] / 1e3);
    }
}
