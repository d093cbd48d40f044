package io.tidewheel.launcher.demo;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Deletes files of a session between its jobs, as a failing disk would. Used by the thread that runs the jobs. */
final class Vandal {
    private static final String CACHED = "cached-";

    private static final String LOCK = "lock"; // keeps the folder from being cleared away; holds no data

    private final Path folder;
    private final List<String> deleted = new ArrayList<>();

    /** @param folder where the session keeps its files */
    Vandal(Path folder) {
        this.folder = folder;
    }

    /** Deletes a partition of a cached dataset. */
    void deleteCachedBlock() {
        delete("a cached block", true);
    }

    /** Deletes what a task wrote for an exchange. */
    void deleteSpilledOutput() {
        delete("a spilled output of an exchange", false);
    }

    /** What was deleted. */
    List<String> deleted() {
        return List.copyOf(deleted);
    }

    private void delete(String what, boolean cached) {
        Path file = files().stream()
                .filter(path -> path.getFileName().toString().startsWith(CACHED) == cached)
                .findFirst()
                .orElseThrow(() ->
                        new TidewheelException(Kind.BUG, what + " was to be deleted, but there is none in " + folder));
        try {
            long bytes = Files.size(file);
            Files.delete(file);
            deleted.add(what + " (" + file.getFileName() + ", " + bytes + " bytes)");
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + file, e);
        }
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().equals(LOCK))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }
}
