package io.tidewheel.bench.jmh;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Five maps and filters over longs, per row: boxed, boxed after other chains, unboxed, and by hand. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ChainBenchmark.ROWS)
@Fork(
        value = 5,
        jvmArgs = {"-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChainBenchmark {
    static final int ROWS = 4_000_000;

    /** How many chains ran in this JVM before. */
    @State(Scope.Benchmark)
    public static class Before {
        @Param({"0", "20"})
        int otherChains;

        @Setup
        public void run(Session session) {
            if (otherChains > 0) {
                OtherChains.run(numbers(session));
            }
        }
    }

    /** A session on one core, to be compared with a loop on one. */
    @State(Scope.Benchmark)
    public static class OneCore {
        final Tidewheel tidewheel = Tidewheel.builder().master("local").open();

        @TearDown
        public void close() {
            tidewheel.close();
        }
    }

    private static Dataset<Long> numbers(Session session) {
        return session.tidewheel.range(0, ROWS, 1, 2).boxed();
    }

    @Benchmark
    public long boxed(Session session, Before before) {
        return numbers(session)
                .map(n -> n + 1)
                .filter(n -> n % 3 != 0)
                .map(n -> n * 7)
                .filter(n -> (n & 8) == 0)
                .map(n -> n ^ 5)
                .count();
    }

    @Benchmark
    public long laneOnOneCore(OneCore session) {
        return session.tidewheel
                .range(0, ROWS, 1, 1)
                .map(n -> n + 1)
                .filter(n -> n % 3 != 0)
                .map(n -> n * 7)
                .filter(n -> (n & 8) == 0)
                .map(n -> n ^ 5)
                .sum();
    }

    @Benchmark
    public long handFusedOnOneCore() {
        long sum = 0;
        for (long row = 0; row < ROWS; row++) {
            long n = row + 1;
            if (n % 3 != 0) {
                n *= 7;
                if ((n & 8) == 0) {
                    sum += n ^ 5;
                }
            }
        }
        return sum;
    }
}
