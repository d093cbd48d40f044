package io.tidewheel.checkpoint;

import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.thread.DaemonThreads;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two objects beside a claim, created anew in turn, so that one of them is always there and young. Others compare their
 * age with an object of their own: the clock is that of the store.
 */
class Heartbeat implements Closeable {
    static final Heartbeat NONE = new Heartbeat();

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    private static final long EVERY_SECONDS = 15;
    private static final long RECENT_MILLIS = 60_000;

    private Heartbeat() {}

    @Override
    public void close() throws IOException {}

    static Heartbeat start(Storage storage, String claim) throws IOException {
        return new Beating(storage, claim);
    }

    /** Whether the holder of a claim has shown life within the last minute. */
    static boolean isRecent(Storage storage, String claim) throws IOException {
        long last = Long.MIN_VALUE;
        for (int turn = 0; turn < 2; turn++) {
            Optional<StoredFile> beat = storage.stat(path(claim, turn));
            last = Math.max(last, beat.map(StoredFile::modifiedMillis).orElse(Long.MIN_VALUE));
        }
        return last != Long.MIN_VALUE && now(storage, claim) - last < RECENT_MILLIS;
    }

    private static long now(Storage storage, String claim) throws IOException {
        String path = claim + ".now-" + Long.toHexString(RANDOM.nextLong());
        storage.create(path).close();
        try {
            return storage.stat(path).map(StoredFile::modifiedMillis).orElse(Long.MAX_VALUE);
        } finally {
            storage.delete(path);
        }
    }

    private static String path(String claim, int turn) {
        return claim + ".alive-" + turn;
    }

    private static final class Beating extends Heartbeat {
        private final Storage storage;
        private final String claim;
        private final DaemonThreads threads = new DaemonThreads(() -> "tidewheel-heartbeat");
        private final ScheduledExecutorService thread;
        private final ScheduledFuture<?> beats;
        private int turn;

        Beating(Storage storage, String claim) throws IOException {
            this.storage = storage;
            this.claim = claim;
            beat();
            thread = Executors.newSingleThreadScheduledExecutor(threads);
            beats = thread.scheduleWithFixedDelay(this::tryToBeat, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }

        private synchronized void beat() throws IOException {
            String path = path(claim, turn);
            storage.delete(path);
            storage.create(path).close();
            turn = 1 - turn;
        }

        private void tryToBeat() {
            try {
                beat();
            } catch (IOException | RuntimeException e) {
                log.warn("{} could not be renewed; another process may take the checkpoint over", claim, e);
            }
        }

        @Override
        public void close() throws IOException {
            beats.cancel(false);
            try {
                if (!threads.end(thread, STOP_WAIT)) { // a beat that is under way would come after the deletions
                    log.warn("{} is still being renewed; the next start may have to wait until it is old", claim);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            storage.delete(path(claim, 0));
            storage.delete(path(claim, 1));
        }
    }
}
