package io.tidewheel.bench.batch;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;

/** Five maps and filters over 20 million boxed longs. */
public final class BoxedChain {
    private static final long ROWS = 20_000_000;

    private BoxedChain() {}

    public static void main(String[] arguments) throws Exception {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Dataset<Long> numbers = tidewheel.range(0, ROWS, 1, 8).boxed();
            Laps.run("chain", 5, () -> numbers.map(n -> n + 1)
                    .filter(n -> n % 3 != 0)
                    .map(n -> n * 7)
                    .filter(n -> (n & 8) == 0)
                    .map(n -> n ^ 5)
                    .count());
        }
    }
}
