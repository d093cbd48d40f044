package io.tidewheel.integration.storage;

import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls at the same time, for what only one can have. */
public final class Race {
    private Race() {}

    /** What races. */
    @FunctionalInterface
    public interface Call {
        void run() throws Exception;
    }

    /** Gives false if another one was faster. */
    public static Callable<Boolean> runner(Call call) {
        return () -> {
            try {
                call.run();
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        };
    }

    /** How many of the calls give true, each on a thread of its own. */
    public static long successes(List<Callable<Boolean>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            long successes = 0;
            for (Future<Boolean> call : threads.invokeAll(calls)) {
                successes += call.get() ? 1 : 0;
            }
            return successes;
        } finally {
            threads.shutdown();
        }
    }
}
