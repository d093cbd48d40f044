package io.tidewheel.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One filesystem. Thread-safe.
 *
 * <p>A missing path is a {@link java.nio.file.NoSuchFileException}, one that is in the way a
 * {@link java.nio.file.FileAlreadyExistsException}, on every storage; both name the path. Nothing is ever overwritten.
 * A name, once it is visible, is durable only after {@link #syncDirectory} of its directory.
 */
public interface Storage {
    /** Empty if nothing has this path. Follows links. */
    Optional<StoredFile> stat(String path) throws IOException;

    /** The entries of a directory, hidden ones too, ordered by name. */
    List<StoredFile> list(String directory) throws IOException;

    /** The bytes of a file from {@code offset} on. An offset at or after the end gives none. */
    InputStream open(String path, long offset) throws IOException;

    /**
     * Creates a file that must not exist yet; exactly one of several callers succeeds. Its directory must exist, on
     * storages that have directories. Where {@link #appends} is false the file appears, and all callers but one fail
     * with a {@link java.nio.file.FileAlreadyExistsException}, when the output is closed.
     */
    StorageOutput create(String path) throws IOException;

    /**
     * Creates a file that holds just these bytes; when this returns, it and its name are durable. Exactly one of several
     * callers succeeds, if no two give the same bytes: an answer that got lost on the way is found out by reading the
     * file back. A crash in between leaves no file, or a part of it where {@link #appends} is true.
     *
     * @throws java.nio.file.FileAlreadyExistsException if another caller's file is there
     */
    default void createWhole(String path, byte[] bytes) throws IOException {
        try (StorageOutput out = create(path)) {
            out.write(bytes);
            out.sync();
        }
        syncDirectory(parent(path).orElse("."));
    }

    /**
     * Gives a file or directory another name that nothing has yet. Atomic on the local disk, where a file may be left with
     * both names by a crash, and on HDFS; among several callers with one target exactly one succeeds. On an object store a rename copies and deletes, a crash leaves
     * halves, and several callers may succeed: whoever works there too does without.
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, or a directory with all that is in it; false if there was none. */
    boolean delete(String path) throws IOException;

    /** Creates a directory and those above it, as far as they are missing. */
    void createDirectories(String directory) throws IOException;

    /** Returns when the names in a directory will be there after a power failure. */
    void syncDirectory(String directory) throws IOException;

    /**
     * True if {@link StorageOutput#sync} makes what was written so far durable while the file goes on growing, as on a
     * disk or HDFS. False for object stores: there a file appears, whole, when it is closed, and it is the closing of
     * which exactly one of several callers succeeds.
     */
    default boolean appends() {
        return true;
    }

    /**
     * Takes a file from whoever may still be writing it: when this returns, its length is final as far as the storage
     * can tell. On HDFS the writer's lease ends, and what it writes after that fails; elsewhere nothing happens.
     *
     * @throws IOException also if the storage does not let go of the file in time; it may be tried again
     */
    default void seal(String path) throws IOException {}

    /**
     * Whether somebody who has shown life lately is writing a file: on HDFS, whether its lease is held and was renewed
     * within the last minute. False where a storage cannot tell, as the local disk and object stores.
     */
    default boolean isBeingWritten(String path) throws IOException {
        return false;
    }

    /**
     * Checks that exactly one of two creators of a file wins here, by creating one that is deleted again. To be called
     * before anything relies on it.
     *
     * @param path of a file that nobody else uses, in a directory that exists
     * @throws io.tidewheel.error.TidewheelException (CONFIGURATION) if both win: the storage ignores the condition
     */
    default void probe(String path) throws IOException {
        CreationProbe.check(this, path);
    }

    /** Whether this process may read the file. */
    boolean isReadable(String path) throws IOException;

    /** Hosts that hold the bytes from {@code offset} on, best first; empty for anywhere. */
    List<String> hosts(StoredFile file, long offset, long length) throws IOException;

    /** The path of {@code name} in {@code directory}. */
    static String child(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /** The last part of a path. */
    static String name(String path) {
        String trimmed = withoutTrailingSlash(path);
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** The path above; empty if there is none: for a root, and for a plain name. */
    static Optional<String> parent(String path) {
        String trimmed = withoutTrailingSlash(path);
        int slash = trimmed.lastIndexOf('/');
        int root = rootEnd(trimmed);
        if (trimmed.length() <= root || slash < 0) {
            return Optional.empty();
        }
        return Optional.of(trimmed.substring(0, Math.max(slash, root)));
    }

    private static String withoutTrailingSlash(String path) {
        int end = path.length();
        int root = rootEnd(path);
        while (end > root && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Where the root of a path ends: 1 in "/a", 10 in "hdfs://h:1/a", 0 in "a". */
    private static int rootEnd(String path) {
        int authority = path.indexOf("://");
        if (authority > 0) {
            int slash = path.indexOf('/', authority + 3);
            return slash < 0 ? path.length() : slash + 1;
        }
        return path.startsWith("/") ? 1 : 0;
    }
}
