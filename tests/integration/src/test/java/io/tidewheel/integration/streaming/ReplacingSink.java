package io.tidewheel.integration.streaming;

import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file for each batch, which takes the place of the one that an earlier attempt wrote. */
final class ReplacingSink<T> implements DirectSink<T> {
    private final Path directory;

    ReplacingSink(Path directory) {
        this.directory = directory;
    }

    static List<String> rows(Path directory) throws IOException {
        List<String> rows = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    if (!file.getFileName().toString().startsWith(".")) {
                        rows.addAll(Files.readAllLines(file));
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public String describe() {
        return "a file for each batch in " + directory;
    }

    @Override
    public OnReplay onReplay() {
        return OnReplay.REPLACES;
    }

    @Override
    public Driver<T> open(SinkContext context) throws IOException {
        Files.createDirectories(directory);
        return batch -> {
            List<String> rows = new ArrayList<>();
            batch.forEach((kind, row) -> rows.add(String.valueOf(row)));
            Path part = directory.resolve("." + context.epoch() + "-" + batch.batchId());
            Files.write(part, rows);
            Files.move(
                    part,
                    directory.resolve(String.format("%010d", batch.batchId())),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        };
    }
}
