package io.tidewheel.launcher;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipFile;

/** Jars and class folders as command lines name them: paths, {@code file:} URLs, {@code *} within a file name. */
final class JarFiles {
    private JarFiles() {}

    /** @param what names the option or argument in errors */
    static Path existing(String name, String what) {
        Path path = path(name, what);
        if (!Files.isReadable(path)) {
            throw Arguments.usage(what + ": there is no readable file " + path.toAbsolutePath());
        }
        return path;
    }

    /** Those that a pattern stands for, by name; at least one. */
    static List<Path> matching(String name, String what) {
        if (!name.contains("*")) {
            return List.of(existing(name, what));
        }
        Path pattern = path(name, what).toAbsolutePath();
        Path folder = pattern.getParent();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, pattern.getFileName().toString())) {
            files.forEach(found::add);
        } catch (IOException unreadable) {
            throw new TidewheelException(
                    CONFIGURATION, what + ": the folder " + folder + " cannot be listed: " + unreadable, unreadable);
        }
        if (found.isEmpty()) {
            throw Arguments.usage(what + ": no file matches " + pattern);
        }
        Collections.sort(found);
        return found;
    }

    /** A folder of classes, or a jar that can be opened; the class loader would pass over any other file in silence. */
    static void requireClasses(Path path) {
        if (Files.isDirectory(path)) {
            return;
        }
        try (ZipFile opened = new ZipFile(path.toFile())) {
            opened.size();
        } catch (IOException broken) {
            throw new TidewheelException(CONFIGURATION, path + " is not a jar: " + broken.getMessage(), broken);
        }
    }

    private static Path path(String name, String what) {
        if (name.isBlank()) {
            throw Arguments.usage(what + ": the path is empty");
        }
        if (!name.startsWith("file:") && name.contains("://")) {
            throw Arguments.usage(what + ": " + name + " is not on this machine; copy it here or use --packages");
        }
        return Storages.localPath(name);
    }
}
