package io.tidewheel.bench.jmh;

import io.tidewheel.api.Dataset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Jobs of four cached rows, each defined, planned and run anew. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class TinyJobBenchmark {
    private Dataset<Integer> rows;

    @Setup
    public void cache(Session session) {
        rows = session.tidewheel.parallelize(List.of(1, 2, 3, 4), 2).cache();
    }

    @Benchmark
    public long noExchange() {
        return rows.map(row -> row + 1).count();
    }

    @Benchmark
    public long oneExchange() {
        return rows.keyBy(row -> row, row -> 1).reduceByKey(Integer::sum, 2).count();
    }
}
