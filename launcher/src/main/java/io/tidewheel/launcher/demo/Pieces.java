package io.tidewheel.launcher.demo;

import io.tidewheel.api.Dataset;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A log in pieces, which are moved one after the other into the folder that a stream reads. A process that is killed in
 * between leaves what the next one goes on with.
 */
final class Pieces {
    private static final int MOST = 40;
    private static final int LEAST_ROWS = 250;

    private final Path waiting;
    private final Path come;
    private final Path ready;

    /** @param folder for all of it */
    Pieces(Path folder) {
        this.waiting = folder.resolve("pieces");
        this.come = folder.resolve("in");
        this.ready = folder.resolve("ready");
    }

    /** Where the stream finds them. */
    Path come() {
        return come;
    }

    /** Cuts the log, unless that was done. */
    void cut(Dataset<String> log, long rows) throws IOException {
        Files.createDirectories(come);
        if (Files.exists(ready)) {
            return;
        }
        Files.createDirectories(waiting);
        long each = Math.max(LEAST_ROWS, (rows + MOST - 1) / MOST);
        Iterator<String> lines = log.toLocalIterator();
        for (int piece = 0; lines.hasNext(); piece++) {
            Path file = waiting.resolve(String.format(Locale.ROOT, "part-%04d.log", piece));
            try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                for (long row = 0; row < each && lines.hasNext(); row++) {
                    out.append(lines.next()).append('\n');
                }
            }
        }
        Files.createFile(ready);
    }

    int countWaiting() throws IOException {
        return in(waiting).size();
    }

    int countCome() throws IOException {
        return in(come).size();
    }

    /** The next piece comes, whole; false if there is none. */
    boolean next() throws IOException {
        List<Path> left = in(waiting);
        if (left.isEmpty()) {
            return false;
        }
        Path piece = left.get(0);
        Files.move(piece, come.resolve(piece.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
