package io.tidewheel.integration.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ledger that outlives the process: a committed transaction is a file named by its batch, which can be made once; the
 * newest epoch that has recovered is the only one that may write.
 */
final class FileLedgerSink<T> implements LedgerSink<T> {
    private final Path directory;

    FileLedgerSink(Path directory) {
        this.directory = directory;
    }

    /** The rows of all committed transactions. */
    static List<String> rows(Path directory) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path batch : committed(directory)) {
            rows.addAll(Files.readAllLines(batch));
        }
        return rows;
    }

    private static List<Path> committed(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("batch-"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String describe() {
        return "ledger in " + directory;
    }

    @Override
    public Driver<T> open(SinkContext context) throws IOException {
        Files.createDirectories(directory);
        return new Session(context.epoch());
    }

    private final class Session implements Driver<T> {
        private final long epoch;
        private final Path transaction;

        Session(long epoch) {
            this.epoch = epoch;
            this.transaction = directory.resolve("transaction-" + epoch);
        }

        private void requireNewest() throws IOException {
            Path file = directory.resolve("epoch");
            long newest = Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
            if (newest > epoch) {
                throw new TidewheelException(
                        Kind.FENCED, "epoch " + epoch + " uses a ledger that epoch " + newest + " has taken over");
            }
        }

        @Override
        public long recover() throws IOException {
            requireNewest();
            Path next = Files.writeString(directory.resolve("epoch-" + epoch), Long.toString(epoch));
            Files.move(next, directory.resolve("epoch"), StandardCopyOption.ATOMIC_MOVE);
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    if (file.getFileName().toString().startsWith("transaction-")) {
                        Files.deleteIfExists(file); // the session that began it has died
                    }
                }
            }
            List<Path> committed = committed(directory);
            return committed.isEmpty()
                    ? -1
                    : Long.parseLong(committed
                            .get(committed.size() - 1)
                            .getFileName()
                            .toString()
                            .substring("batch-".length()));
        }

        @Override
        public void write(SinkBatch<T> batch) throws Exception {
            requireNewest();
            List<String> rows = new ArrayList<>();
            batch.forEach((kind, row) -> rows.add(String.valueOf(row)));
            if (Files.exists(transaction)) {
                throw new TidewheelException(Kind.BUG, "a transaction is open already: " + transaction);
            }
            Files.write(transaction, rows);
        }

        @Override
        public void commit(long batchId) throws IOException {
            requireNewest();
            try {
                Files.createLink(directory.resolve(String.format("batch-%010d", batchId)), transaction);
            } catch (FileAlreadyExistsException e) {
                throw new TidewheelException(Kind.BUG, "batch " + batchId + " is committed twice", e);
            }
            Files.delete(transaction);
        }

        @Override
        public void abort(long batchId) throws IOException {
            Files.deleteIfExists(transaction);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(transaction);
        }
    }
}
