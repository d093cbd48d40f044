package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.Closeable;
import java.io.IOException;

/** A directory that this process has claimed as its newest epoch. Any thread may look; one does the rest. */
final class Holding implements Closeable {
    private final Epochs epochs;
    private final long epoch;
    private final Claim claim;
    private Heartbeat heartbeat = Heartbeat.NONE;
    private boolean isPurged; // of claims, of which none are added

    private Holding(Epochs epochs, long epoch, Claim claim) {
        this.epochs = epochs;
        this.epoch = epoch;
        this.claim = claim;
    }

    /** Opens what a claimed directory holds. */
    @FunctionalInterface
    interface Opening<T> {
        T open(Holding holding) throws IOException;
    }

    /** As {@link #claim}; lets go of the directory again if what it holds cannot be opened. */
    static <T> T open(
            Storage storage, String directory, Layout layout, boolean takeOver, Clock clock, Opening<T> opening)
            throws IOException {
        Holding holding = claim(storage, directory, layout, takeOver, clock);
        boolean isOpen = false;
        try {
            T opened = opening.open(holding);
            isOpen = true;
            return opened;
        } catch (IOException | RuntimeException e) {
            holding.failed(e);
            throw e;
        } finally {
            if (!isOpen) {
                holding.forget();
            }
        }
    }

    /**
     * Makes the directory if need be, and claims its next epoch.
     *
     * @throws TidewheelException (FENCED) if somebody is known to hold it and is not to be taken over; (CHECKPOINT) if it
     *     holds something else; (CONFIGURATION) if it cannot hold anything
     */
    private static Holding claim(Storage storage, String directory, Layout layout, boolean takeOver, Clock clock)
            throws IOException {
        Epochs epochs = new Epochs(storage, directory);
        Claim claim = Holders.here(clock);
        boolean isHeld = false;
        try {
            layout.prepare(storage, directory);
            long newest = epochs.newest();
            if (!takeOver) {
                epochs.refuseLiving(newest);
            }
            epochs.claim(newest + 1, claim);
            epochs.requireNewest(newest + 1);
            Failpoint.hit("after-claim");
            isHeld = true;
            return new Holding(epochs, newest + 1, claim);
        } catch (IOException e) {
            TidewheelException unusable = Unusable.because(storage, directory, layout.what(), e);
            if (unusable != null) {
                throw unusable;
            }
            throw e;
        } finally {
            if (!isHeld) {
                Holders.gone(claim);
            }
        }
    }

    long epoch() {
        return epoch;
    }

    Claim claim() {
        return claim;
    }

    /** @throws TidewheelException (FENCED) if there is a newer epoch */
    void look() throws IOException {
        epochs.look(epoch);
    }

    /** Shows life from now on, where nothing else does. */
    void showLife() throws IOException {
        heartbeat = epochs.heartbeat(epoch);
    }

    /** Deletes the claims of those who held it before. This one has looked. */
    void purge() throws IOException {
        if (!isPurged) {
            epochs.purge(epoch);
            isPurged = true;
        }
    }

    /**
     * Lets go of it after what it holds could not be opened, in which nothing was written.
     *
     * @throws TidewheelException (FENCED) if it failed because somebody has taken over
     */
    private void failed(Exception failure) {
        TidewheelException fenced = epochs.fencedInstead(epoch, failure);
        if (fenced != null) {
            throw fenced;
        }
        try {
            epochs.close(epoch);
        } catch (IOException | RuntimeException also) {
            failure.addSuppressed(also);
        }
    }

    /** Nobody in this process holds it any more: from now on another may have it, though nobody says so. */
    void forget() {
        Holders.gone(claim);
    }

    /** Says that whoever held it writes nothing more. */
    @Override
    public void close() throws IOException {
        Heartbeat beating = heartbeat;
        try (beating) {
            epochs.close(epoch);
        }
    }
}
