package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The directories of what one process at a time holds, and the file that says in which format it is.
 *
 * @param what it is called
 * @param lost what to say if its journal is empty and was not always
 */
record Layout(String what, List<String> directories, String lost) {
    static final Layout CHECKPOINT = new Layout(
            "checkpoint",
            List.of(Epochs.DIRECTORY, "journal", "files"),
            "its query was started before; restore the checkpoint");
    static final Layout ROW_LOG = new Layout(
            "row log", List.of(Epochs.DIRECTORY, "journal"), "rows were appended before; restore the directory");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String FILE = "FORMAT";
    private static final String STARTED = "STARTED";
    private static final String VERSION = "1";
    private static final String HERE = ".";

    private String prefix() {
        return "tidewheel " + what + " ";
    }

    /**
     * Creates what is missing, and makes durable what a process may have left that died while it created it.
     *
     * @throws TidewheelException (CHECKPOINT) if the directory holds another format
     */
    void prepare(Storage storage, String directory) throws IOException {
        boolean isThere = check(storage, directory) || wasLateFor(storage, directory);
        if (isThere && isStarted(storage, directory)) {
            if (!storage.appends()) {
                probe(storage, directory);
            }
            return;
        }
        for (String name : directories) {
            storage.createDirectories(Storage.child(directory, name));
        }
        probe(storage, directory);
        if (!isThere) {
            create(storage, directory);
        }
        syncUpwards(storage, directory);
    }

    /**
     * Whether somebody else has made it since its format was looked for. Epochs come after the format:
     * if they are there without it, nobody knows in which one they wrote.
     */
    private boolean wasLateFor(Storage storage, String directory) throws IOException {
        if (new Epochs(storage, directory).newest() == 0) {
            return false;
        }
        if (!check(storage, directory)) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    Storage.child(directory, FILE)
                            + " is missing, although the " + what + " was opened before; restore it"
                            + " from a copy, or start with a new directory");
        }
        return true;
    }

    private static void probe(Storage storage, String directory) throws IOException {
        storage.probe(Storage.child(directory, "PROBE." + nonce()));
    }

    /** Nobody knows which directories above are new. */
    private static void syncUpwards(Storage storage, String directory) throws IOException {
        Optional<String> above = Optional.of(directory);
        while (above.isPresent()) {
            try {
                storage.syncDirectory(above.get());
            } catch (AccessDeniedException e) {
                return; // another user's, so it is older than what is made here
            }
            above = above(above.get());
        }
    }

    /** As far as a path leads; a relative one leads to the working directory. */
    private static Optional<String> above(String path) {
        return Storage.parent(path)
                .or(() -> Storage.name(path).equals(path) && !path.equals(HERE) ? Optional.of(HERE) : Optional.empty());
    }

    /** No two processes have the same, also on two hosts where both have the same number. */
    private static String nonce() {
        return Long.toHexString(RANDOM.nextLong());
    }

    /** Whether {@link #started} was called once. */
    static boolean isStarted(Storage storage, String directory) throws IOException {
        return storage.stat(Storage.child(directory, STARTED)).isPresent();
    }

    /**
     * To be called if the journal is empty.
     *
     * @throws TidewheelException (CHECKPOINT) if it was not always
     */
    void refuseLost(Storage storage, String directory) throws IOException {
        if (isStarted(storage, directory)) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "the journal of " + directory + " is missing, although " + lost
                            + " from a copy, or start with a new directory");
        }
    }

    /** Leaves a mark that the journal holds, or held, something. */
    static void started(Storage storage, String directory) throws IOException {
        mark(storage, Storage.child(directory, STARTED));
        storage.syncDirectory(directory);
    }

    /** Creates an empty file, which somebody may have created before, and died before its name was durable. */
    static void mark(Storage storage, String path) throws IOException {
        try {
            storage.create(path).close();
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    private void create(Storage storage, String directory) throws IOException {
        // Racing starters write the same bytes: each writes a file of its own, and one of them gets the name.
        String file = Storage.child(directory, FILE);
        byte[] format = (prefix() + VERSION + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (storage.appends()) {
                String first = file + "." + nonce() + ".tmp";
                storage.delete(first);
                storage.createWhole(first, format);
                storage.rename(first, file);
            } else {
                storage.createWhole(file, format);
            }
        } catch (FileAlreadyExistsException e) {
            check(storage, directory);
        }
    }

    /** False if the directory is none yet. */
    boolean check(Storage storage, String directory) throws IOException {
        String file = Storage.child(directory, FILE);
        if (storage.stat(file).isEmpty()) {
            return false;
        }
        String format;
        try (InputStream in = storage.open(file, 0)) {
            format = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!format.startsWith(prefix())) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    file + " does not begin with '" + prefix() + "', so this is no " + what
                            + "; choose another directory");
        }
        if (!format.equals(prefix() + VERSION + "\n")) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    directory + " is a " + what + " of format "
                            + format.substring(prefix().length()).strip() + ", as its file " + FILE + " says"
                            + ", but this version of Tidewheel reads format " + VERSION
                            + "; run the version that wrote it, or a later one");
        }
        return true;
    }
}
