package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.Numbers;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.HexFormat;
import java.util.Locale;

/** Who opened a checkpoint, one after the other. The files of {@code epochs/}. */
final class Epochs {
    static final String DIRECTORY = "epochs";

    private final Storage storage;
    private final String checkpoint;
    private final String directory;

    Epochs(Storage storage, String checkpoint) {
        this.storage = storage;
        this.checkpoint = checkpoint;
        this.directory = Storage.child(checkpoint, DIRECTORY);
    }

    /** The newest epoch; 0 before the first. */
    long newest() throws IOException {
        return Numbers.newest(epoch -> storage.stat(path(epoch)).isPresent());
    }

    private String path(long epoch) {
        return Storage.child(directory, String.format(Locale.ROOT, "%010d", epoch));
    }

    private String closedPath(long epoch) {
        return path(epoch) + ".closed";
    }

    Claim read(long epoch) throws IOException {
        try (InputStream in = storage.open(path(epoch), 0)) {
            return Claim.decode(path(epoch), in.readAllBytes());
        }
    }

    /** @throws TidewheelException (FENCED) if whoever claimed the epoch is known to live and did not let go */
    void refuseLiving(long epoch) throws IOException {
        if (epoch == 0 || storage.stat(closedPath(epoch)).isPresent()) {
            return;
        }
        Claim holder = read(epoch);
        if (Holders.isKnownToLive(holder)) {
            throw new TidewheelException(
                    Kind.FENCED,
                    checkpoint + " is held by " + holder + "; stop that process first, or start with --take-over,"
                            + " which ends what it does");
        }
    }

    /** @throws TidewheelException (FENCED) if somebody else was faster */
    void claim(long epoch, Claim claim) throws IOException {
        try {
            publish(path(epoch), claim);
        } catch (FileAlreadyExistsException e) {
            if (read(epoch).nonce() != claim.nonce()) {
                throw fenced(epoch);
            }
        }
    }

    /** Creates a file that has its content from the moment it is there, and is durable. */
    private void publish(String path, Claim claim) throws IOException {
        boolean renames = storage.appends();
        String first = renames ? path + "." + HexFormat.of().toHexDigits(claim.nonce()) + ".tmp" : path;
        try (StorageOutput out = storage.create(first)) {
            out.write(claim.encoded());
            out.sync();
        }
        if (renames) {
            try {
                storage.rename(first, path);
            } catch (FileAlreadyExistsException e) {
                storage.delete(first);
                throw e;
            }
        }
        storage.syncDirectory(directory);
    }

    /** @throws TidewheelException (FENCED) if there is a newer epoch */
    void look(long epoch) throws IOException {
        if (storage.stat(path(epoch + 1)).isPresent()) {
            throw fenced(epoch + 1);
        }
    }

    private TidewheelException fenced(long epoch) throws IOException {
        return new TidewheelException(
                Kind.FENCED,
                checkpoint + " was taken over, as epoch " + epoch + ", by " + read(epoch)
                        + "; only one process can use a checkpoint");
    }

    /** Says that whoever claimed the epoch writes nothing more. */
    void close(long epoch) throws IOException {
        try {
            storage.create(closedPath(epoch)).close();
            storage.syncDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return; // closed twice
        }
    }
}
