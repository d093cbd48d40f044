package io.tidewheel.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tree that these tests were built from. */
public final class SourceTree {
    private SourceTree() {}

    /** The folder that holds the parent pom. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no folder above " + start + " holds a .mvn folder; run the tests in the source tree");
    }

    /** The text of a file, its path given from the root. */
    public static String read(String path) {
        try {
            return Files.readString(root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }
}
