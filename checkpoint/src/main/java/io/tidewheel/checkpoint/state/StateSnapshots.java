package io.tidewheel.checkpoint.state;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateFiles;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.thread.DaemonThreads;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the states of one query into the checkpoint, some key groups at a time, in the background and not too fast.
 *
 * <p>Used by the thread that applies changes; another does the writing and ends with {@link #close}. What a
 * snapshot holds was applied before {@link #finished} hands its reference out, so was committed: the commit that
 * journals the reference comes after every batch in it.
 */
public final class StateSnapshots implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateSnapshots.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    /** So many in a row fail before commits do. */
    private static final int ATTEMPTS = 3;

    private final String query;
    private final String name;
    private final Files files;
    private final SnapshotOptions options;
    private final Clock clock;
    private final DaemonThreads threads;
    private final Executor writer;
    private final @Nullable ExecutorService own; // the writer, unless it is somebody else's
    private final Map<String, Source> sources = new TreeMap<>(); // caller's thread only
    // guarded by this:
    private final Deque<Dump> waiting = new ArrayDeque<>();
    private final List<SnapshotRef> finished = new ArrayList<>();
    private final Deque<Dump> again = new ArrayDeque<>(); // those that failed, to be tried under new names
    private @Nullable Source failing; // too often, and
    private @Nullable Throwable failure; // why
    private boolean closed;
    // by the writer only:
    private long freeFromNanos;
    private boolean paced;

    private static final class Source {
        final String operator;
        final StateStore store;
        final int keyGroups;
        final long schema;
        final SnapshotSchedule schedule;
        // guarded by the snapshots:
        boolean busy;
        int failures; // in a row

        Source(String operator, StateStore store, int keyGroups, long schema, SnapshotSchedule schedule) {
            this.operator = operator;
            this.store = store;
            this.keyGroups = keyGroups;
            this.schema = schema;
            this.schedule = schedule;
        }
    }

    private record Dump(Source source, SnapshotSchedule.Range range) {}

    /** Writes files of the checkpoint. */
    @FunctionalInterface
    public interface Files {
        FileRef write(String kind, StateFiles.Content content) throws IOException;
    }

    /** Snapshots with a thread of their own, which starts with the first one. */
    public StateSnapshots(String query, Files files, SnapshotOptions options, Clock clock) {
        this(query, files, options, clock, null);
    }

    /**
     * @param executor where snapshots are written, one after the other and as fast as they can be; null for a thread of
     *     their own
     */
    public StateSnapshots(
            String query, Files files, SnapshotOptions options, Clock clock, @Nullable Executor executor) {
        this.query = query;
        this.name = "tidewheel-snapshot-" + query;
        this.files = files;
        this.options = options;
        this.clock = clock;
        threads = new DaemonThreads(() -> name);
        own = executor == null ? Executors.newSingleThreadExecutor(threads) : null;
        writer = executor == null ? own : executor;
    }

    /**
     * Takes care of one operator's state. Called before its first batch.
     *
     * @param schema fingerprint of what the state holds, for whoever looks at the files; 0 if nobody knows
     */
    public void add(String operator, StateRestore.Restored restored, int keyGroups, long schema) {
        SnapshotSchedule schedule = new SnapshotSchedule(
                options, keyGroups, restored.firstOldGroup(), restored.replayedBatches(), restored.replayedBytes());
        sources.put(operator, new Source(operator, restored.store(), keyGroups, schema, schedule));
    }

    /** The changes of a batch were applied. Returns at once; a snapshot may begin. */
    public void applied(String operator, StateChanges changes) {
        Source source = sources.get(operator);
        if (source == null) {
            throw new TidewheelException(
                    Kind.BUG, "state of '" + operator + "' was not added; there are " + sources.keySet());
        }
        source.schedule.changed(changes.encoded().length);
        synchronized (this) {
            if (source.busy || closed) {
                return;
            }
            SnapshotSchedule.Range range = source.schedule.take(source.store::bytes);
            if (range == null) {
                return;
            }
            source.busy = true;
            waiting.add(new Dump(source, range));
        }
        writer.execute(this::writeNext);
    }

    /** Those that failed are written anew, once a batch: what ails the storage may have passed by then. */
    private void tryAgain() {
        int dumps;
        synchronized (this) {
            dumps = closed ? 0 : again.size();
            waiting.addAll(again);
            again.clear();
        }
        for (int dump = 0; dump < dumps; dump++) {
            writer.execute(this::writeNext);
        }
    }

    /**
     * The snapshots that were finished since this was asked last; they belong into the next commit. One that could not be
     * written is tried again, under another name, by each call.
     *
     * @throws TidewheelException (RESOURCE) if one could not be written several times in a row, until it is
     */
    public List<SnapshotRef> finished() {
        Throwable failed;
        List<SnapshotRef> taken = List.of();
        synchronized (this) {
            failed = failure;
            if (failed == null) {
                taken = List.copyOf(finished);
                finished.clear();
            }
        }
        tryAgain();
        if (failed == null) {
            return taken;
        }
        throw new TidewheelException(
                failed instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE,
                "a snapshot of the state of query '" + query + "' could not be written into its checkpoint, several"
                        + " times in a row: " + failed
                        + "; without snapshots restarts would take longer and longer: see whether the checkpoint's"
                        + " storage is full or may not be written",
                failed);
    }

    /** By the writer. */
    private void writeNext() {
        Dump dump = next();
        if (dump == null) {
            return;
        }
        try {
            SnapshotRef written = write(dump);
            synchronized (this) {
                finished.add(written);
                dump.source.busy = false;
                dump.source.failures = 0;
                if (failing == dump.source) {
                    failing = null;
                    failure = null;
                }
            }
        } catch (Throwable e) { // told to whoever asks for what is finished, unless another attempt succeeds
            failed(dump, e);
        }
    }

    private synchronized void failed(Dump dump, Throwable e) {
        if (closed) {
            return;
        }
        again.add(dump);
        dump.source.failures++;
        log.warn(
                "query '{}': a snapshot of groups {} of the state of '{}' failed, {} times in a row, and is tried again: {}",
                query,
                dump.range.first() + "-" + (dump.range.end() - 1),
                dump.source.operator,
                dump.source.failures,
                e.toString());
        if (dump.source.failures >= ATTEMPTS) {
            failing = dump.source;
            failure = e;
        }
    }

    private synchronized @Nullable Dump next() {
        return closed ? null : waiting.poll();
    }

    private SnapshotRef write(Dump dump) throws IOException {
        Source source = dump.source;
        // taken before anything is read: what later batches change may be inside, what this one has changed is
        long batchId = source.store.version();
        SnapshotFile.Header header = new SnapshotFile.Header(
                source.operator, source.schema, source.keyGroups, dump.range.first(), dump.range.end(), batchId);
        FileRef file = files.write(
                "snapshot-" + source.operator + "-" + batchId,
                out -> SnapshotFile.write(out, header, source.store, this::pace));
        return new SnapshotRef(source.operator, dump.range.first(), dump.range.end(), batchId, file);
    }

    /** Waits until what was written before has taken the time that it may take. */
    private synchronized void pace(int bytes) throws InterruptedIOException {
        if (own == null) {
            return;
        }
        long now = clock.nanoTime();
        if (!paced || freeFromNanos - now < 0) {
            freeFromNanos = now;
            paced = true;
        }
        while (freeFromNanos - now > 0 && !closed) {
            try {
                wait(Math.max(1, (freeFromNanos - now) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing a snapshot");
            }
            now = clock.nanoTime();
        }
        if (closed) {
            throw new InterruptedIOException("closed while a snapshot was being written");
        }
        freeFromNanos += (long) (bytes * 1e9 / options.bytesPerSecond());
    }

    /** Gives up what is not finished, and ends the thread. Called before the stores are closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (own == null) {
            return;
        }
        try {
            if (!threads.end(own, STOP_WAIT)) {
                throw new TidewheelException(
                        Kind.RESOURCE, name + " still writes after " + STOP_WAIT.toSeconds() + " s; the storage hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
