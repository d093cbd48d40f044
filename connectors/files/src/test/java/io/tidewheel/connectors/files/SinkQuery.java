package io.tidewheel.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.codec.Codecs;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.streaming.testing.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of a query that a sink sees: what the journal holds survives {@link #restart}. */
final class SinkQuery<T> {
    private final TwoPhaseSink<T> sink;
    final ManualClock clock = ManualClock.at(Instant.ofEpochMilli(1_000_000));
    String queryId = "id-1";
    long epoch;
    long batchId = -1; // committed by the journal
    byte @Nullable [] token;
    TwoPhaseSink.Driver<T> driver;

    SinkQuery(TwoPhaseSink<T> sink) throws Exception {
        this.sink = sink;
        driver = open(++epoch);
        driver.recover(-1, null);
    }

    /** Goes on after {@code lastEpoch} with what a journal holds: a batch and its token in hexadecimal digits. */
    SinkQuery(TwoPhaseSink<T> sink, long lastEpoch, String[] journal) throws Exception {
        this.sink = sink;
        this.epoch = lastEpoch + 1;
        this.batchId = Long.parseLong(journal[0]);
        this.token = batchId < 0 ? null : HexFormat.of().parseHex(journal[1]);
        this.driver = open(epoch);
        driver.recover(batchId, token);
    }

    TwoPhaseSink.Driver<T> open(long ofEpoch) throws Exception {
        return sink.open(new SinkContext(
                "q",
                queryId,
                ofEpoch,
                "out",
                Set.of(ChangeKind.INSERT),
                false,
                Storages.DEFAULT,
                Codecs.DEFAULT,
                clock));
    }

    /** As after a crash: nobody closes the driver. */
    SinkQuery<T> restart() throws Exception {
        driver = open(++epoch);
        driver.recover(batchId, token);
        return this;
    }

    /** A whole batch. */
    @SafeVarargs
    final SinkQuery<T> run(List<T>... partitions) throws Exception {
        journal(batchId + 1, driver.prepare(batch(batchId + 1, partitions)));
        driver.commit(batchId, token);
        return this;
    }

    void journal(long batch, byte[] itsToken) {
        batchId = batch;
        token = itsToken;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final SinkBatch<T> batch(long id, List<T>... partitions) {
        List<List<T>> rows = List.of(partitions);
        return new SinkBatch<>() {
            @Override
            public long batchId() {
                return id;
            }

            @Override
            public long batchTimeMillis() {
                return clock.epochMillis();
            }

            @Override
            public void forEach(RowConsumer<? super T> consumer) throws Exception {
                for (List<T> partition : rows) {
                    for (T row : partition) {
                        consumer.accept(ChangeKind.INSERT, row);
                    }
                }
            }

            @Override
            public List<byte[]> write(WriterFactory<? super T> writers) throws Exception {
                List<byte[]> results = new ArrayList<>();
                for (int i = 0; i < rows.size(); i++) {
                    String attempt = epoch + "-" + System.nanoTime();
                    try (SinkWriter<? super T> writer =
                            writers.open(new WriterFactory.WriterTask(id, epoch, i, attempt))) {
                        for (T row : rows.get(i)) {
                            writer.write(ChangeKind.INSERT, row);
                        }
                        results.add(writer.finish());
                    }
                }
                return results;
            }
        };
    }

    /** What tools see that skip names with a dot before them. */
    static List<String> plainLines(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : parts(directory)) {
            lines.addAll(Files.readAllLines(part));
        }
        return lines;
    }

    static List<Path> parts(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** What our reader sees. */
    static List<String> committedLines(Path directory) throws IOException {
        while (true) {
            List<String> lines = new ArrayList<>();
            try {
                for (CommittedFile file : CommittedFiles.in(directory.toString())) {
                    try (InputStream in = Files.newInputStream(Path.of(file.path()))) {
                        String text = new String(in.readNBytes((int) file.length()), UTF_8);
                        assert text.length() == file.length() : file + " has only " + text.length();
                        lines.addAll(text.lines().toList());
                    }
                }
                return lines;
            } catch (NoSuchFileException e) {
                lines.clear(); // one became visible meanwhile: ask again
            }
        }
    }
}
