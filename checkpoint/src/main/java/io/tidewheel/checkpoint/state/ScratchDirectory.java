package io.tidewheel.checkpoint.state;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A local directory for files that die with the process: made here, deleted when closed. */
final class ScratchDirectory implements AutoCloseable {
    private final Path path;

    /**
     * @param path not there, or empty
     * @throws TidewheelException (CONFIGURATION) if it holds anything; (RESOURCE) if it cannot be made
     */
    ScratchDirectory(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path);
            try (Stream<Path> entries = Files.list(path)) {
                entries.findAny().ifPresent(entry -> {
                    throw new TidewheelException(
                            Kind.CONFIGURATION,
                            "local directory of state " + path + " holds " + entry.getFileName()
                                    + "; it must be empty, because it is deleted in the end");
                });
            }
        } catch (IOException e) {
            throw failed("cannot be made", e);
        }
    }

    Path path() {
        return path;
    }

    TidewheelException failed(String what, Exception cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                "local directory of state " + path + ": " + what + ": " + cause.getMessage()
                        + "; see whether the disk is full, and that it can be written to",
                cause);
    }

    /** Bytes of all files in it. */
    long bytes() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException e) {
            throw failed("cannot be listed", e);
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(path)) {
                MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            throw failed("cannot be deleted", e);
        }
    }
}
