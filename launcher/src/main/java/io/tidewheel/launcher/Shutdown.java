package io.tidewheel.launcher;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What happens when the JVM is told to stop (Ctrl-C, SIGTERM) while a command runs: jobs are cancelled and sessions
 * closed, which deletes their temporary folders. The JVM then ends with 130 or 143 by itself.
 */
final class Shutdown {
    static final long PATIENCE_MILLIS = 4_500; // the JVM itself needs a moment too: five seconds are promised

    private static final AtomicBoolean FINISHED = new AtomicBoolean();
    private static volatile boolean isStopping;

    private Shutdown() {}

    /**
     * Watches for the end of the JVM; {@code stop} runs when it comes before {@link #finished}.
     *
     * @param isQuiet says nothing when all went well
     */
    static void onSignal(Runnable stop, boolean isQuiet) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> stop(stop, PATIENCE_MILLIS, isQuiet || !isSignalled(), System.err),
                        "tidewheel-shutdown"));
    }

    /** A signal ends the JVM from a thread of its name; {@code System.exit} comes from one of the program's. */
    private static boolean isSignalled() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().startsWith("SIG") && thread.getName().endsWith(" handler"));
    }

    /** The command has ended by itself: there is nothing left to stop. */
    static void finished() {
        FINISHED.set(true);
    }

    /** Failures that come now come from the stopping. */
    static boolean isStopping() {
        return isStopping;
    }

    /** Waits for {@code stop}, but not for longer than the patience, and says how it went. */
    static void stop(Runnable stop, long patienceMillis, boolean isQuiet, PrintStream err) {
        if (FINISHED.get()) {
            return;
        }
        isStopping = true;
        long start = System.nanoTime();
        Thread worker = new Thread(stop, "tidewheel-stop");
        worker.setDaemon(true); // a function that never returns does not keep the JVM
        worker.start();
        try {
            worker.join(patienceMillis);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (worker.isAlive()) {
            err.println("tidewheel: stopping took longer than " + patienceMillis
                    + " ms and was given up; delete the temporary folders that are left in tidewheel.local.dir");
        } else if (!isQuiet) {
            err.println("tidewheel: stopped after " + (System.nanoTime() - start) / 1_000_000
                    + " ms; jobs are cancelled, temporary folders deleted");
        }
    }
}
