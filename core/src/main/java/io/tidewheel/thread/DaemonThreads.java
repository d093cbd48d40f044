package io.tidewheel.thread;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes the threads of an executor, and knows when they are gone: an executor says that it has terminated a moment before
 * its last threads have.
 *
 * <p>Any thread may call any method.
 */
public final class DaemonThreads implements ThreadFactory {
    private final Supplier<String> names;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** @param names asked once for each thread */
    public DaemonThreads(Supplier<String> names) {
        this.names = names;
    }

    @Override
    public Thread newThread(Runnable work) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(work, names.get());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /**
     * Lets an executor finish what it was given, and waits until its threads have ended.
     *
     * @return false if some work still ran after that time
     */
    public boolean end(ExecutorService executor, Duration patience) throws InterruptedException {
        executor.shutdown();
        long until = System.nanoTime() + patience.toNanos();
        if (!executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        for (Thread thread : threads) {
            // at least a moment: there is nothing left to do for it but to end
            thread.join(Math.max(1000, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        }
        return true;
    }
}
