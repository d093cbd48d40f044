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
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who opened a checkpoint, or a row log, one after the other. The files of {@code epochs/}. */
final class Epochs {
    static final String DIRECTORY = "epochs";

    private static final String GONE = ".gone";
    private static final Pattern NAME = Pattern.compile("(\\d{10})(|\\..*)");

    private final Storage storage;
    private final String held;
    private final String directory;

    /** @param held the directory that they hold */
    Epochs(Storage storage, String held) {
        this.storage = storage;
        this.held = held;
        this.directory = Storage.child(held, DIRECTORY);
    }

    /** The newest epoch; 0 before the first. */
    long newest() throws IOException {
        return Numbers.newest(epoch -> storage.stat(path(epoch)).isPresent()
                || storage.stat(waypoint(epoch)).isPresent());
    }

    private String path(long epoch) {
        return Storage.child(directory, String.format(Locale.ROOT, "%010d", epoch));
    }

    /** What a purged claim leaves where the search for the newest one needs it. */
    private String waypoint(long epoch) {
        return path(epoch) + GONE;
    }

    private String closedPath(long epoch) {
        return path(epoch) + ".closed";
    }

    Claim read(long epoch) throws IOException {
        try (InputStream in = storage.open(path(epoch), 0)) {
            return Claim.decode(path(epoch), in.readAllBytes());
        }
    }

    /** The epochs whose claims are there, in their order, as far as a listing knows. */
    List<Long> listed() throws IOException {
        List<Long> epochs = new ArrayList<>();
        for (StoredFile file : storage.list(directory)) {
            Matcher matcher = NAME.matcher(file.name());
            if (matcher.matches() && matcher.group(2).isEmpty()) {
                epochs.add(Long.parseLong(matcher.group(1)));
            }
        }
        return epochs;
    }

    /** A line about an epoch. */
    String describe(long epoch) throws IOException {
        Claim claim = read(epoch);
        boolean isClosed = storage.stat(closedPath(epoch)).isPresent();
        return "epoch " + epoch + ": claimed at " + Instant.ofEpochMilli(claim.claimedMillis()) + " by " + claim
                + (isClosed ? ", closed" : "");
    }

    /**
     * @param epoch the newest
     * @throws TidewheelException (FENCED) if whoever claimed the epoch is known to live and did not let go, or somebody
     *     else has taken over meanwhile; (CHECKPOINT) if the claim is damaged or missing
     */
    void refuseLiving(long epoch) throws IOException {
        Optional<Claim> claim;
        try {
            claim = holder(epoch);
        } catch (TidewheelException e) {
            if (newest() != epoch) { // whoever has taken over since has purged it
                throw fenced();
            }
            throw e;
        }
        if (claim.isEmpty()) {
            return;
        }
        Claim holder = claim.get();
        if (Holders.isHere(holder) ? Holders.lives(holder) : isKnownToLive(epoch)) {
            throw new TidewheelException(
                    Kind.FENCED,
                    held + " is held by " + holder + "; stop that process first, or start with --take-over,"
                            + " which ends what it does");
        }
    }

    /**
     * Who claimed an epoch and did not let go of it; empty for epoch 0.
     *
     * @throws TidewheelException (CHECKPOINT) if the claim is damaged or missing
     */
    Optional<Claim> holder(long epoch) throws IOException {
        if (epoch == 0 || storage.stat(closedPath(epoch)).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(epoch));
        } catch (NoSuchFileException e) {
            throw Claim.damaged(path(epoch), "is missing");
        }
    }

    /** Of a holder on another host: what the storage can tell. */
    private boolean isKnownToLive(long epoch) throws IOException {
        return storage.appends()
                ? Journal.isBeingWritten(storage, held, epoch)
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
                throw fenced();
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
        if (newest() != epoch) {
            throw fenced();
        }
    }

    /**
     * Looks for the claim that would fence this epoch, and then for its own: a purge deletes old claims in their order.
     *
     * @throws TidewheelException (FENCED) if there is a newer epoch
     */
    void look(long epoch) throws IOException {
        if (storage.stat(path(epoch + 1)).isPresent()
                || storage.stat(path(epoch)).isEmpty()) {
            throw fenced();
        }
    }

    /**
     * What to say of a failure: that there is a newer epoch, whose holder may have purged what was missed or sealed what
     * was being written; else null.
     */
    @Nullable
    TidewheelException fencedInstead(long epoch, Exception failure) {
        if (failure instanceof TidewheelException ours && ours.kind() != Kind.CHECKPOINT) {
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

    /** Names the newest holder, whose claim no purge deletes. */
    private TidewheelException fenced() throws IOException {
        long newest = newest();
        return new TidewheelException(
                Kind.FENCED,
                held + " was taken over, as epoch " + newest + ", by " + read(newest)
                        + "; only one process can use it");
    }

    /** Says that whoever claimed the epoch writes nothing more. */
    void close(long epoch) throws IOException {
        mark(closedPath(epoch));
    }

    /**
     * Deletes the claims before an epoch, in their order, so that a holder who still lives misses its own if it misses
     * the one that fenced it.
     */
    void purge(long epoch) throws IOException {
        for (StoredFile file : storage.list(directory)) {
            Matcher matcher = NAME.matcher(file.name());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) >= epoch) {
                continue;
            }
            long old = Long.parseLong(matcher.group(1));
            String suffix = matcher.group(2);
            if (suffix.isEmpty() && storage.stat(path(old - 1)).isPresent()) {
                return; // the listing does not know it yet; the next purge will
            }
            if (Numbers.isWaypoint(old, epoch)) {
                if (suffix.equals(GONE)) {
                    continue;
                }
                if (suffix.isEmpty()) {
                    mark(waypoint(old));
                }
            }
            storage.delete(Storage.child(directory, file.name()));
            Failpoint.hit("mid-purge");
        }
    }

    /** Creates an empty file, if it is not there, durably. */
    private void mark(String path) throws IOException {
        Layout.mark(storage, path);
        storage.syncDirectory(directory);
    }
}
