package io.tidewheel.storage;

import io.tidewheel.time.Clock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tries again what an object store refuses for a moment: at most {@value #ATTEMPTS} times and for {@value #SPAN_MILLIS}
 * ms, with pauses that double and differ between processes. Thread-safe.
 */
final class Retries {
    static final int ATTEMPTS = 8;
    static final long SPAN_MILLIS = 60_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Clock clock;
    private final Pause pause;
    private final DoubleSupplier random;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void millis(long millis) throws InterruptedException;
    }

    /** What may be done twice. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /** @param random from 0 to 1 */
    Retries(Clock clock, Pause pause, DoubleSupplier random) {
        this.clock = clock;
        this.pause = pause;
        this.random = random;
    }

    static Retries real() {
        return new Retries(
                Clock.SYSTEM, Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());
    }

    long nowMillis() {
        return clock.nanoTime() / 1_000_000;
    }

    <T> T run(Call<T> call) throws IOException {
        Series series = new Series();
        while (true) {
            try {
                return call.run();
            } catch (IOException e) {
                if (!isTransient(e)) {
                    throw e;
                }
                series.pauseOrThrow(e);
            }
        }
    }

    /** False for what will be the same the next time, and for an interrupt. */
    static boolean isTransient(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return true;
        }
        return !(e instanceof FileNotFoundException
                || e instanceof FileAlreadyExistsException
                || e instanceof AccessControlException
                || e instanceof FileSystemException
                || e instanceof InterruptedIOException
                || e instanceof ClosedByInterruptException);
    }

    void pause(int attempt) throws IOException {
        long whole = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 20));
        try {
            pause.millis((long) (whole * (0.5 + random.getAsDouble() / 2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a storage");
        }
    }

    /** The attempts of one call. */
    final class Series {
        private final long startMillis = nowMillis();
        private int failed;

        /** Waits for the next attempt; throws what the last one threw if there is none. */
        void pauseOrThrow(IOException failure) throws IOException {
            if (++failed >= ATTEMPTS || nowMillis() - startMillis >= SPAN_MILLIS) {
                throw failure;
            }
            pause(failed - 1);
        }
    }
}
