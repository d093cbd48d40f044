package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a directory cannot be that of a checkpoint or of a row log, where it is the directory that has to be another. */
final class Unusable {
    /** What systems say of places where nobody can write, and what that means. */
    private static final Map<String, String> REASONS = Map.of(
            "Read-only file system", "lies on a disk that can only be read",
            "Operation not permitted", "lies where the system lets nobody write",
            "Not a directory", "lies below a file",
            "File name too long", "has a longer name than this disk takes");

    private Unusable() {}

    /**
     * What to say of a failure to open a directory (CONFIGURATION); null if it is not the directory that is wrong.
     *
     * @param what it is to hold
     */
    static @Nullable TidewheelException because(Storage storage, String directory, String what, IOException failure) {
        String found = null;
        try {
            found = fileInTheWay(storage, directory);
            if (found == null) {
                found = found(storage, directory, failure);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return found == null
                ? null
                : new TidewheelException(
                        Kind.CONFIGURATION,
                        directory + " cannot hold a " + what + ": " + found
                                + ", but it must be a directory in which this process may create and delete files, or a"
                                + " path where it may make one; give it that right, or name another directory",
                        failure);
    }

    /** Looks for a file where the directory, or one above it, has to be; null if there is none. */
    private static @Nullable String fileInTheWay(Storage storage, String directory) throws IOException {
        for (Optional<String> path = Optional.of(directory); path.isPresent(); path = Storage.parent(path.get())) {
            Optional<StoredFile> found = stat(storage, path.get());
            if (found.isPresent() && !found.get().directory()) {
                return (path.get().equals(directory) ? "it" : path.get()) + " is a file";
            }
        }
        return null;
    }

    /** As {@link Storage#stat}; a disk may refuse to look below what is no directory. */
    private static Optional<StoredFile> stat(Storage storage, String path) throws IOException {
        try {
            return storage.stat(path);
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String found(Storage storage, String directory, IOException failure) throws IOException {
        if (!(failure instanceof FileSystemException denied)) {
            return null;
        }
        String reason = denied.getReason() == null ? "" : denied.getReason();
        if (failure instanceof AccessDeniedException) {
            return "user '" + System.getProperty("user.name") + "' may not write " + denied.getFile()
                    + (reason.isEmpty() ? "" : " (" + reason + ")");
        }
        if (failure instanceof NoSuchFileException && stat(storage, directory).isEmpty()) {
            return denied.getFile() + " cannot be made";
        }
        String known = REASONS.get(reason);
        return known == null ? null : denied.getFile() + " " + known;
    }
}
