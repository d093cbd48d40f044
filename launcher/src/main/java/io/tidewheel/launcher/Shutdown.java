package io.tidewheel.launcher;

import io.tidewheel.streaming.Query;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happens when the JVM is told to stop (Ctrl-C, SIGTERM) while a command runs: jobs are cancelled, sessions closed,
 * which deletes their temporary folders, and calls of Tidewheel unwind, which deletes what a save had written. The JVM
 * then ends with 130 or 143 by itself; shutdown hooks of the program that do not end are left behind.
 */
final class Shutdown {
    static final long PATIENCE_MILLIS = 4_500; // the JVM itself needs a moment too: five seconds are promised
    static final long HOOK_PATIENCE_MILLIS = 4_800;

    /** How long shutdown hooks may take after main returned, in seconds. */
    static final String EXIT_PATIENCE_PROPERTY = "io.tidewheel.launch.patience";

    private static final long EXIT_PATIENCE_SECONDS = 30;
    private static final long MAIN_PATIENCE_NANOS = 500_000_000;
    private static final Map<String, Integer> SIGNALS = Map.of("SIGHUP", 1, "SIGINT", 2, "SIGTERM", 15);

    private static final AtomicBoolean FINISHED = new AtomicBoolean();
    private static volatile boolean isStopping;
    private static volatile @Nullable Thread interruptible;

    private Shutdown() {}

    /**
     * Watches for the end of the JVM; {@code stop} runs when it comes before {@link #finished}.
     *
     * @param isQuiet says nothing when all went well
     */
    static void onSignal(Runnable stop, boolean isQuiet) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (FINISHED.get()) {
                                return;
                            }
                            int code = codeOfSignal();
                            if (code != 0) {
                                watch(
                                        code,
                                        HOOK_PATIENCE_MILLIS,
                                        "a shutdown hook of the program did not end and was left behind");
                            }
                            stop(() -> stopAndUnwind(stop), PATIENCE_MILLIS, isQuiet || code == 0, System.err);
                        },
                        "tidewheel-shutdown"));
    }

    /**
     * Lets the first Ctrl-C or SIGTERM that finds queries running drain them, and end the process with 0 once they have.
     * What comes next, or queries that take longer than {@code patience}, end it as if there were none.
     */
    static void drainFirst(Duration patience, boolean isQuiet) {
        Thread main = Thread.currentThread();
        AtomicBoolean isFirst = new AtomicBoolean(true);
        for (String signal : List.of("TERM", "INT")) {
            Signals.on(signal, name -> {
                List<Query> running = isFirst.getAndSet(false) ? Queries.running() : List.of();
                return !running.isEmpty() && drain(main, running, patience, isQuiet);
            });
        }
    }

    private static boolean drain(Thread main, List<Query> queries, Duration patience, boolean isQuiet) {
        long start = System.nanoTime();
        String limit = patience.toMillis() + " ms";
        if (!isQuiet) {
            System.err.println("tidewheel: " + names(queries) + " finishes what it has begun, within " + limit
                    + "; another signal stops it at once");
        }
        if (!Queries.drain(queries, patience)) {
            System.err.println("tidewheel: " + names(queries) + " did not finish within " + limit
                    + " (tidewheel.stop.timeout); the next start runs its batch again");
            return false;
        }
        return finishes(main, start + Math.max(patience.toNanos(), MAIN_PATIENCE_NANOS));
    }

    /** Main, which most likely waited for the query, returns now. If it waits for something else it is ended. */
    private static boolean finishes(Thread main, long endNanos) {
        long waitingSince = System.nanoTime();
        while (!FINISHED.get() && System.nanoTime() < endNanos) {
            boolean isWaiting =
                    main.getState() == Thread.State.WAITING || main.getState() == Thread.State.TIMED_WAITING;
            if (!isWaiting || isInside(main, main.getStackTrace())) {
                waitingSince = System.nanoTime();
            } else if (System.nanoTime() - waitingSince > MAIN_PATIENCE_NANOS) {
                Sessions.stopAll();
                FINISHED.set(true);
                System.exit(ExitCode.DONE);
            }
            LockSupport.parkNanos(5_000_000);
        }
        return FINISHED.get();
    }

    private static String names(List<Query> queries) {
        return queries.stream().map(Query::toString).collect(Collectors.joining(", "));
    }

    /**
     * 128 and the number of the signal that ends the JVM, 0 if none does. A signal ends it from a thread of its name;
     * {@code System.exit} comes from one of the program's.
     */
    private static int codeOfSignal() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("SIG") && name.endsWith(" handler")) {
                return 128 + SIGNALS.getOrDefault(name.substring(0, name.indexOf(' ')), 15);
            }
        }
        return 0;
    }

    /** Work of this thread from now on ends soon after an interrupt, which it gets when the JVM is told to stop. */
    static void interruptThisThread() {
        interruptible = Thread.currentThread();
    }

    private static void stopAndUnwind(Runnable stop) {
        stop.run();
        Thread ours = interruptible;
        if (ours != null) {
            ours.interrupt();
        }
        while (Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(entry -> isInside(entry.getKey(), entry.getValue()))) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /**
     * Whether a thread of the program is in a call of Tidewheel, which the end of its session ends soon; not one that
     * waits in System.exit for this very shutdown.
     */
    private static boolean isInside(Thread thread, StackTraceElement[] stack) {
        return !thread.getName().startsWith("tidewheel-")
                && Arrays.stream(stack).anyMatch(line -> isOurs(line.getClassName()))
                && Arrays.stream(stack).noneMatch(line -> line.getClassName().equals("java.lang.Shutdown"));
    }

    private static boolean isOurs(String type) {
        boolean isBelowTheProgram =
                type.startsWith("io.tidewheel.launcher.") && !type.startsWith("io.tidewheel.launcher.demo.");
        return type.startsWith("io.tidewheel.") && !type.startsWith("io.tidewheel.examples.") && !isBelowTheProgram;
    }

    /**
     * The command has ended by itself: there is nothing left to stop. Shutdown hooks of the program run next; they have
     * half a minute.
     */
    static void finished(int code) {
        FINISHED.set(true);
        if (!isStopping) {
            long seconds = Long.getLong(EXIT_PATIENCE_PROPERTY, EXIT_PATIENCE_SECONDS);
            watch(
                    code,
                    seconds * 1_000,
                    "main returned " + seconds + " s ago, but a shutdown hook of the program does not end; it was left"
                            + " behind (-D" + EXIT_PATIENCE_PROPERTY + "=SECONDS gives it longer)");
        }
    }

    /** Ends a JVM that is still there when the patience is over. */
    private static void watch(int code, long patienceMillis, String why) {
        Thread watch = new Thread(
                () -> {
                    try {
                        Thread.sleep(patienceMillis);
                    } catch (InterruptedException impatient) {
                        Thread.currentThread().interrupt();
                    }
                    System.err.println("tidewheel: " + why);
                    Runtime.getRuntime().halt(code);
                },
                "tidewheel-watch");
        watch.setDaemon(true);
        watch.start();
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
                    + " ms and was given up; delete the temporary folders that are left in tidewheel.local.dir, and"
                    + " _temporary-* beside the target of a save");
        } else if (!isQuiet) {
            err.println("tidewheel: stopped after " + (System.nanoTime() - start) / 1_000_000
                    + " ms; jobs are cancelled, temporary folders deleted");
        }
    }
}
