package io.tidewheel.engine.schedule;

import io.tidewheel.thread.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one session. There are as many as the scheduler's slots keep busy, idle ones end after a while; a
 * thread that was given up on is replaced by need. Daemons, so that a forgotten session does not keep the JVM.
 */
final class LocalThreads implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalThreads.class);
    private static final long IDLE_SECONDS = 10;

    private final String session;
    private final Duration grace;
    private final DaemonThreads threads;
    private final ThreadPoolExecutor pool;

    LocalThreads(String session, Duration grace) {
        this.session = session;
        this.grace = grace;
        AtomicInteger numbers = new AtomicInteger();
        this.threads = new DaemonThreads(() -> "tidewheel-" + session + "-" + numbers.incrementAndGet());
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /** Waits for the threads to end; one that does not within the grace is named in a warning. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!threads.end(pool, grace)) {
                pool.shutdownNow();
                log.warn(
                        "session '{}' is closed but {} of its threads still run a function that does not stop",
                        session,
                        pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
