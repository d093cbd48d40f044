package io.tidewheel.launcher.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The folder in which a demo over a log keeps what it goes on with. Another state of the log has another one. When it is
 * done with, it goes as a whole, whenever the process is killed.
 */
final class Place {
    private static final String DONE = ".done";

    private final Path all;
    private final String log; // how the names of all places of this log begin
    private final Path path;

    private Place(Path all, String log, Path path) {
        this.all = all;
        this.log = log;
        this.path = path;
    }

    /** A file of the log as it is now. */
    private record LogFile(String name, long bytes, FileTime changed) {
        static LogFile of(Path file) throws IOException {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new LogFile(file.getFileName().toString(), found.size(), found.lastModifiedTime());
        }
    }

    /**
     * The place for a log as it is now; nothing is made.
     *
     * @param all where all demos have their places
     * @param log a file, or a folder of files
     */
    static Place of(Path all, Path log, long rows) throws IOException {
        Path real = log.toRealPath();
        String name = "stream-" + Integer.toHexString(real.hashCode()) + "-";
        return new Place(all, name, all.resolve(name + Integer.toHexString(Objects.hash(rows, files(real)))));
    }

    private static List<LogFile> files(Path log) throws IOException {
        List<LogFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(log, 1)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.add(LogFile.of(file));
            }
        }
        return files;
    }

    Path path() {
        return path;
    }

    /** Those of other states of the log, with which nobody goes on. */
    List<Path> outdated() throws IOException {
        List<Path> outdated = new ArrayList<>();
        if (Files.isDirectory(all)) {
            try (DirectoryStream<Path> places = Files.newDirectoryStream(all, log + "*")) {
                for (Path place : places) {
                    if (!place.equals(path) && !place.toString().endsWith(DONE)) {
                        outdated.add(place);
                    }
                }
            }
        }
        Collections.sort(outdated);
        return outdated;
    }

    /** Deletes what a process left that was killed while it deleted. */
    void sweep() throws IOException {
        if (Files.exists(done())) {
            Demo.deleteAll(done());
        }
    }

    /** Deletes the place: at first its name, so that nobody goes on with half of it. */
    void delete() throws IOException {
        Demo.deleteAll(setAside());
    }

    /** Gives what is left to be deleted. */
    Path setAside() throws IOException {
        return Files.move(path, done(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path done() {
        return path.resolveSibling(path.getFileName() + DONE);
    }
}
