package io.tidewheel.streaming.builtin;

import com.google.common.util.concurrent.Uninterruptibles;
import io.tidewheel.checkpoint.RowLog;
import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.thread.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rows of many threads durable with few writes, and lets them wait while too many are unread. One thread of its own
 * writes: those that push may be interrupted, and an interrupt closes the file that is being written. Thread-safe.
 */
final class PushLog {
    private static final Logger logger = LoggerFactory.getLogger(PushLog.class);
    private static final long GROUP_BYTES = 4 << 20; // about so much is written at once
    private static final int ROW_OVERHEAD_BYTES = 2;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final String directory;
    private final RowLog log;
    private final PushOptions options;
    private final DaemonThreads threads;
    private final ExecutorService writer;
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Deque<Push> pending = new ArrayDeque<>(); // guarded by lock, as all that follows
    private long pendingRows; // also those that are being written
    private long pendingBytes;
    private boolean isWriting;
    private boolean isClosed;
    private long read; // so many rows, of all, some batch takes
    private @Nullable Exception failure; // after which nothing can be written

    /** Rows of one caller. */
    private static final class Push {
        final List<byte[]> rows;
        final long bytes;
        final CountDownLatch isOver = new CountDownLatch(1);

        @Nullable
        Exception failure; // written before it is over

        Push(List<byte[]> rows) {
            this.rows = rows;
            this.bytes = rows.stream()
                    .mapToLong(row -> row.length + ROW_OVERHEAD_BYTES)
                    .sum();
        }
    }

    PushLog(String directory, RowLog log, PushOptions options) {
        this.directory = directory;
        this.log = log;
        this.options = options;
        this.read = log.end(); // until a query says how far it is
        this.threads = new DaemonThreads(() -> "tidewheel-push " + directory);
        this.writer = Executors.newSingleThreadExecutor(threads);
    }

    /** @return false if there was no room in time, and nothing was written */
    boolean push(List<byte[]> rows, Duration patience) {
        Push push = new Push(rows);
        lock.lock();
        try {
            if (!awaitRoom(push, patience)) {
                return false;
            }
            pending.add(push);
            pendingRows += push.rows.size();
            pendingBytes += push.bytes;
            if (!isWriting) {
                isWriting = true;
                writer.execute(this::write);
            }
        } finally {
            lock.unlock();
        }
        Uninterruptibles.awaitUninterruptibly(push.isOver); // the rows are on their way to the disk
        if (push.failure != null) {
            throw failed(push.failure);
        }
        return true;
    }

    private boolean awaitRoom(Push push, Duration patience) {
        long left = nanos(patience);
        try {
            while (true) {
                refuseIfOver();
                if (hasRoom(push)) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidewheelException(
                    Kind.CANCELLED,
                    "pushing to " + directory + " was interrupted while it waited for room; nothing was written",
                    e);
        }
    }

    private static long nanos(Duration patience) {
        try {
            return patience.toNanos();
        } catch (ArithmeticException e) { // 292 years and more
            return Long.MAX_VALUE;
        }
    }

    private void refuseIfOver() {
        if (failure != null) {
            throw failedBefore(failure);
        }
        if (isClosed) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the push source in " + directory + " is closed, so that nothing was written; open it again");
        }
    }

    private boolean hasRoom(Push push) {
        long unread = log.end() - read + pendingRows;
        return unread == 0
                || (unread + push.rows.size() <= options.maxUnreadRows()
                        && log.bytesFrom(read) + pendingBytes + push.bytes <= options.maxUnreadBytes());
    }

    private static TidewheelException failed(Exception cause) {
        Kind kind = cause instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        return new TidewheelException(kind, "pushing failed: " + cause.getMessage(), cause);
    }

    /** What is told of rows that nobody has tried to write. */
    private TidewheelException failedBefore(Exception cause) {
        Kind kind = cause instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        return new TidewheelException(
                kind,
                "nothing was written, because an earlier push to " + directory + " failed (" + cause.getMessage()
                        + "); close the push source and open it again",
                cause);
    }

    /** Writes until nothing is pending. */
    private void write() {
        for (List<Push> group = next(); !group.isEmpty(); group = next()) {
            Exception thrown = append(group);
            if (thrown == null) {
                wakes.forEach(Runnable::run);
            }
            over(group, thrown);
        }
    }

    private List<Push> next() {
        lock.lock();
        try {
            List<Push> group = new ArrayList<>();
            long bytes = 0;
            while (!pending.isEmpty() && (group.isEmpty() || bytes + pending.element().bytes <= GROUP_BYTES)) {
                bytes += pending.element().bytes;
                group.add(pending.remove());
            }
            isWriting = !group.isEmpty();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Exception append(List<Push> group) {
        Exception before = failure; // which this thread has written
        if (before != null) {
            return failedBefore(before);
        }
        List<byte[]> rows = new ArrayList<>();
        group.forEach(push -> rows.addAll(push.rows));
        try {
            log.append(rows);
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    private void over(List<Push> group, @Nullable Exception thrown) {
        lock.lock();
        try {
            for (Push push : group) {
                pendingRows -= push.rows.size();
                pendingBytes -= push.bytes;
                push.failure = thrown;
            }
            if (thrown != null && failure == null) {
                failure = thrown;
                logger.warn("nothing more can be pushed to {} until it is opened again", directory, thrown);
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
        group.forEach(push -> push.isOver.countDown());
    }

    /** A batch takes all rows before {@code row}, or the query has come so far. */
    void readTo(long row) {
        lock.lock();
        try {
            read = row;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void wake(Runnable wake) {
        wakes.add(wake);
    }

    void wakeNoMore(Runnable wake) {
        wakes.remove(wake);
    }

    long first() {
        return log.first();
    }

    long end() {
        return log.end();
    }

    /** About how many bytes rows have from {@code row} on. */
    long bytesFrom(long row) {
        return log.bytesFrom(row);
    }

    /** Up to which row those from {@code from} on have no more than so many bytes; at least one, at most {@code to}. */
    long fitting(long from, long to, long bytes) throws IOException {
        return log.fitting(from, to, bytes);
    }

    RowJournal.Reading read(RowRange range) {
        return log.read(range.from(), range.to());
    }

    void deleteBefore(long row) throws IOException {
        log.deleteBefore(row);
    }

    void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        boolean isInterrupted = Thread.interrupted(); // else nothing is waited for
        try {
            if (!threads.end(writer, CLOSE_PATIENCE)) {
                logger.warn(
                        "rows pushed to {} are still being written after {} s; they are there, or not, when it is opened"
                                + " again",
                        directory,
                        TimeUnit.SECONDS.convert(CLOSE_PATIENCE));
            }
            log.close();
        } catch (InterruptedException e) {
            isInterrupted = true;
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    "the log in " + directory + " could not be closed: " + e + "; all that was pushed is durable",
                    e);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
