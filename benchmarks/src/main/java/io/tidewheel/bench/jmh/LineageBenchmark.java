package io.tidewheel.bench.jmh;

import io.tidewheel.api.Dataset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Lineages of thousands of steps, each defined, planned and run anew, on a small stack. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 5,
        jvmArgs = {"-Xmx1g", "-XX:+UseParallelGC", "-Xss512k"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class LineageBenchmark {
    @Param({"5000", "10000"})
    private int steps;

    @Param({"10", "1000"})
    private int rows;

    private List<Integer> numbers;

    @Setup
    public void number() {
        numbers = IntStream.range(0, rows).boxed().toList();
    }

    @Benchmark
    public int maps(Session session) {
        Dataset<Integer> deep = session.tidewheel.parallelize(numbers, 2);
        for (int i = 0; i < steps; i++) {
            deep = deep.map(row -> row + 1);
        }
        return deep.reduce(Math::max);
    }
}
