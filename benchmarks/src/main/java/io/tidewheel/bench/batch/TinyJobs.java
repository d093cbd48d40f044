package io.tidewheel.bench.batch;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Jobs of four cached rows, each planned anew: what an engine costs that has nothing to do. */
public final class TinyJobs {
    public static final int ROUNDS = 3;
    public static final int JOBS = 1_000;
    private static final int WARM_UP_JOBS = 10_000;

    private TinyJobs() {}

    /** With the argument "as-peer" it runs as many jobs as Spark's program, no more to warm up. */
    public static void main(String[] arguments) throws Exception {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Dataset<Integer> rows =
                    tidewheel.parallelize(List.of(1, 2, 3, 4), 2).cache();
            Callable<Long> map = () -> rows.map(row -> row + 1).count();
            Callable<Long> reduceByKey = () -> rows.mapToPair(row -> Pair.of(row, 1))
                    .reduceByKey(Integer::sum, 2)
                    .count();
            if (arguments.length > 0) {
                time(200, 0, rows::count);
                Laps.print("500 tiny jobs", time(500, 0, map));
                Laps.print("200 tiny shuffle jobs", time(200, 0, reduceByKey));
                return;
            }
            time(WARM_UP_JOBS, 0, map);
            time(WARM_UP_JOBS, 0, reduceByKey);
            for (int round = 0; round < ROUNDS; round++) {
                Laps.print("map, back to back", time(JOBS, 0, map));
                Laps.print("reduceByKey, back to back", time(JOBS, 0, reduceByKey));
                Laps.print("map, pauses", time(JOBS, 1, map));
                Laps.print("reduceByKey, pauses", time(JOBS, 1, reduceByKey));
            }
        }
    }

    /** The time in the jobs alone, without the pauses between them. */
    private static long time(int jobs, long pauseMillis, Callable<Long> job) throws Exception {
        long nanos = 0;
        for (int i = 0; i < jobs; i++) {
            if (pauseMillis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
            long start = System.nanoTime();
            long rows = job.call();
            nanos += System.nanoTime() - start;
            if (rows != 4) {
                throw new IllegalStateException("4 rows went in, " + rows + " came out");
            }
        }
        return nanos;
    }
}
