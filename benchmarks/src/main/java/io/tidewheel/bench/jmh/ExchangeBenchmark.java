package io.tidewheel.bench.jmh;

import io.tidewheel.api.KeyedDataset;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a row costs that goes through an exchange: aggregated, sorted, or handed over as it is. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ExchangeBenchmark.ROWS)
@Fork(
        value = 3,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExchangeBenchmark {
    static final int ROWS = 2_000_000;
    private static final int PARTITIONS = 4;

    /** How many keys the rows have. */
    @State(Scope.Benchmark)
    public static class Keys {
        @Param({"1000", "250000"})
        int keys;
    }

    private static KeyedDataset<Long, Long> rows(Session session, int keys) {
        return session.tidewheel
                .range(0, ROWS, 1, PARTITIONS)
                .boxed()
                .keyBy(n -> ((n * 0x9E37_79B9_7F4A_7C15L) >>> 20) % keys, n -> 1L);
    }

    @Benchmark
    public long hashAggregation(Session session, Keys keys) {
        return rows(session, keys.keys).reduceByKey(Long::sum, PARTITIONS).count();
    }

    @Benchmark
    public long sort(Session session) {
        return rows(session, ROWS).sortByKey().count();
    }

    @Benchmark
    public long handOver(Session session) {
        return rows(session, ROWS).pairs().repartition(PARTITIONS).count();
    }
}
