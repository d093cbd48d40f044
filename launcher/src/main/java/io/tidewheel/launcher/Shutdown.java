package io.tidewheel.launcher;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens when the JVM is told to stop (Ctrl-C, SIGTERM) while a command runs: jobs are cancelled and sessions
 * closed, which deletes their temporary folders. The JVM then ends with 130 or 143 by itself.
 */
final class Shutdown {
    private static final long PATIENCE_MILLIS = 4_500;

    private static final AtomicBoolean FINISHED = new AtomicBoolean();
    private static volatile boolean isStopping;

    private Shutdown() {}

    /** Watches for the end of the JVM; {@code stop} runs when it comes before {@link #finished}. */
    static void onSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop), "tidewheel-shutdown"));
    }

    /** The command has ended by itself: there is nothing left to stop. */
    static void finished() {
        FINISHED.set(true);
    }

    /** Failures that come now come from the stopping. */
    static boolean isStopping() {
        return isStopping;
    }

    private static void stop(Runnable stop) {
        if (FINISHED.get()) {
            return;
        }
        isStopping = true;
        Thread worker = new Thread(stop, "tidewheel-stop");
        worker.setDaemon(true); // a function that never returns does not keep the JVM
        worker.start();
        try {
            worker.join(PATIENCE_MILLIS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
