package io.tidewheel.bench.batch;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Runs a piece of work some times and prints each time, as the peers do. */
final class Laps {
    private Laps() {}

    /** Prints "name rows 12.3 ms" for each round. */
    static void run(String name, int rounds, Callable<Long> work) throws Exception {
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            long rows = work.call();
            print(name + " " + rows, System.nanoTime() - start);
        }
    }

    static void print(String what, long nanos) {
        System.out.println(String.format(Locale.ROOT, "%s %.3f ms", what, nanos / 1e6));
    }
}
