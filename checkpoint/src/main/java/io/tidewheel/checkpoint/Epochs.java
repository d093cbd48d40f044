package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.Journal;
import io.tidewheel.checkpoint.journal.Numbers;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who opened a checkpoint, one after the other. The files of {@code epochs/}. */
final class Epochs {
    static final String DIRECTORY = "epochs";

    private static final Pattern NAME = Pattern.compile("(\\d{10})(|\\..*)");

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

    /** A line about an epoch; empty if its claim was deleted. */
    Optional<String> describe(long epoch) throws IOException {
        if (storage.stat(path(epoch)).isEmpty()) {
            return Optional.empty();
        }
        Claim claim = read(epoch);
        boolean isClosed = storage.stat(closedPath(epoch)).isPresent();
        return Optional.of("epoch " + epoch + ": claimed at " + Instant.ofEpochMilli(claim.claimedMillis()) + " by "
                + claim + (isClosed ? ", closed" : ""));
    }

    /** @throws TidewheelException (FENCED) if whoever claimed the epoch is known to live and did not let go */
    void refuseLiving(long epoch) throws IOException {
        if (epoch == 0 || storage.stat(closedPath(epoch)).isPresent()) {
            return;
        }
        Claim holder = read(epoch);
        if (Holders.isHere(holder) ? Holders.lives(holder) : isKnownToLive(epoch)) {
            throw new TidewheelException(
                    Kind.FENCED,
                    checkpoint + " is held by " + holder + "; stop that process first, or start with --take-over,"
                            + " which ends what it does");
        }
    }

    /** Of a holder on another host: what the storage can tell. */
    private boolean isKnownToLive(long epoch) throws IOException {
        return storage.appends()
                ? Journal.isBeingWritten(storage, checkpoint, epoch)
                : Heartbeat.isRecent(storage, path(epoch));
    }

    /** Shows life while the epoch lasts, where nothing else does. */
    Heartbeat heartbeat(long epoch) throws IOException {
        return storage.appends() ? Heartbeat.NONE : Heartbeat.start(storage, path(epoch));
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
        if (!storage.appends()) {
            storage.createWhole(path, claim.encoded());
            return;
        }
        String first = path + "." + HexFormat.of().toHexDigits(claim.nonce()) + ".tmp";
        try (StorageOutput out = storage.create(first)) {
            out.write(claim.encoded());
            out.sync();
        }
        try {
            storage.rename(first, path);
        } catch (FileAlreadyExistsException e) {
            storage.delete(first);
            throw e;
        }
        storage.syncDirectory(directory);
    }

    /**
     * Looks again, once the epoch is claimed: whoever looked for the newest one while others came and purged may have
     * found a number that was used before, and claimed the one after it.
     *
     * @throws TidewheelException (FENCED) if there is a newer epoch, which need not be the next
     */
    void requireNewest(long epoch) throws IOException {
        long newest = newest();
        if (newest != epoch) {
            throw fenced(newest);
        }
    }

    /** @throws TidewheelException (FENCED) if there is a newer epoch */
    void look(long epoch) throws IOException {
        if (storage.stat(path(epoch + 1)).isPresent()) {
            throw fenced(epoch + 1);
        }
    }

    /** What to say of a failure: that there is a newer epoch, whose holder may have purged what was missed; else null. */
    @Nullable
    TidewheelException fencedInstead(long epoch, Exception failure) {
        if (!(failure instanceof TidewheelException ours) || ours.kind() != Kind.CHECKPOINT) {
            return null;
        }
        try {
            look(epoch);
            return null;
        } catch (TidewheelException e) {
            e.addSuppressed(failure);
            return e;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return null;
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

    /**
     * Deletes the claims before an epoch that neither fence anybody nor are looked for. A claim fences the epoch before
     * it, as long as that one's holder may live.
     */
    void purge(long epoch) throws IOException {
        for (StoredFile file : storage.list(directory)) {
            Matcher matcher = NAME.matcher(file.name());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) >= epoch) {
                continue;
            }
            long old = Long.parseLong(matcher.group(1));
            boolean rubbish = matcher.group(2).endsWith(".tmp");
            if (rubbish || (!Numbers.isWaypoint(old, epoch) && isGone(old - 1) && isGone(old))) {
                storage.delete(Storage.child(directory, file.name()));
                Failpoint.hit("mid-purge");
            }
        }
    }

    /** Whether an epoch's holder certainly writes nothing more. Only those that are gone lose their claims. */
    private boolean isGone(long epoch) throws IOException {
        if (storage.stat(path(epoch)).isEmpty()
                || storage.stat(closedPath(epoch)).isPresent()) {
            return true;
        }
        Claim holder = read(epoch);
        return Holders.isHere(holder) && !Holders.lives(holder);
    }
}
