package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a directory that this process holds: what is appended counts if nobody had taken over before it was
 * durable. After an append that failed there is no other. One thread appends.
 */
final class HeldJournal implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(HeldJournal.class);

    private final Layout layout;
    private final Storage storage;
    private final String directory;
    private final Holding holding;
    private final String entries;
    private final Closeable journal;
    private boolean isMarked; // that something was appended once
    private boolean isClosed;
    private volatile @Nullable Throwable ended; // why nothing can be appended any more

    /** Something with files. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /**
     * @param entries what is appended to the journal: "rows"
     * @param journal which this one closes
     */
    HeldJournal(Layout layout, Storage storage, String directory, Holding holding, String entries, Closeable journal) {
        this.layout = layout;
        this.storage = storage;
        this.directory = directory;
        this.holding = holding;
        this.entries = entries;
        this.journal = journal;
    }

    /**
     * To be called once, before all else; closes the journal if it fails.
     *
     * @param isEmpty the journal
     * @param last what else is to be done before this process shows life
     * @throws TidewheelException (FENCED) if somebody has taken over; (CHECKPOINT) if the journal has lost what it held
     */
    void begin(boolean isEmpty, Action last) throws IOException {
        try {
            holding.look();
            if (isEmpty) {
                layout.refuseLost(storage, directory);
            } else {
                isMarked = Layout.isStarted(storage, directory);
                mark();
            }
            last.run();
            holding.showLife();
        } catch (IOException | RuntimeException e) {
            closeJournal();
            throw e;
        }
    }

    /** So that a journal that has lost what it held is told from a new one. */
    private void mark() throws IOException {
        if (!isMarked) {
            Layout.started(storage, directory);
            isMarked = true;
        }
    }

    /**
     * Appends to the journal. When it returns, what was written counts.
     *
     * @param what for messages: "3 rows"
     * @throws TidewheelException (FENCED) if somebody has taken over: it may be there and does not count
     * @throws UnknownOutcomeException if nobody knows whether it is there
     */
    void append(String what, Action write) throws IOException {
        refuseIfEnded();
        try {
            write.run();
            Failpoint.hit("after-append-before-look");
            holding.look();
            mark();
        } catch (IOException e) {
            ended = e;
            throw new UnknownOutcomeException(
                    "nobody knows whether " + directory + " has got " + what + ": " + e.getMessage() + "; open the "
                            + layout.what() + " again to find out",
                    e);
        } catch (RuntimeException | Error e) {
            ended = e;
            throw e;
        }
    }

    void refuseIfEnded() {
        Throwable cause = ended;
        if (cause instanceof TidewheelException fenced && fenced.kind() == Kind.FENCED) {
            throw new TidewheelException(fenced.kind(), fenced.getMessage(), fenced);
        }
        if (cause != null) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    directory + " takes no more " + entries + ", because nobody knows what became of the last ones ("
                            + cause.getMessage() + "); open it again",
                    cause);
        }
    }

    /** Lets go of the directory; the next one to open it needs to wait for nobody. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        holding.forget();
        try (holding) {
            closeJournal();
        }
    }

    /** What was appended is durable already, whatever becomes of the file that held it. */
    private void closeJournal() {
        try {
            journal.close();
        } catch (IOException e) {
            log.warn("the last segment of {} could not be closed; nothing is lost", directory, e);
        }
    }
}
