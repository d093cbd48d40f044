package io.tidewheel.bench.jmh;

import io.tidewheel.api.Dataset;
import java.util.List;
import java.util.function.UnaryOperator;

/** Twenty chains of functions of their own, as a program has that does more than one thing. */
final class OtherChains {
    private static final List<UnaryOperator<Dataset<Long>>> CHAINS = List.of(
            rows -> rows.map(n -> n + 2).filter(n -> n % 5 != 0),
            rows -> rows.filter(n -> n % 7 != 0).map(n -> n * 3),
            rows -> rows.map(n -> n ^ 9).map(n -> n + 4).filter(n -> (n & 1) == 0),
            rows -> rows.filter(n -> n > 10).filter(n -> n % 2 == 0).map(n -> n / 2),
            rows -> rows.map(n -> n - 1).map(n -> n * n).map(n -> n % 1001),
            rows -> rows.filter(n -> (n & 4) == 0).map(n -> -n).filter(n -> n < 0),
            rows -> rows.map(n -> n << 1).filter(n -> n % 6 != 0).map(n -> n >> 1),
            rows -> rows.map(n -> n | 3).map(n -> n & 0xFFFF).filter(n -> n != 77),
            rows -> rows.filter(n -> n % 11 != 0).filter(n -> n % 13 != 0),
            rows -> rows.map(n -> n + n).map(n -> n + 11).filter(n -> n % 4 != 1),
            rows -> rows.map(n -> 5 - n).filter(n -> n != 0).map(n -> n * 2),
            rows -> rows.filter(n -> n != 3).map(n -> n % 97).map(n -> n + 1),
            rows -> rows.map(n -> ~n).filter(n -> n % 3 == 0),
            rows -> rows.map(n -> n * 31).map(n -> n ^ (n >>> 7)).filter(n -> (n & 2) != 0),
            rows -> rows.filter(n -> n < 1_000_000).map(n -> n + 6).map(n -> n - 3),
            rows -> rows.map(n -> Long.reverse(n)).filter(n -> n != 0).map(n -> (long) Long.bitCount(n)),
            rows -> rows.map(n -> Math.max(n, 100)).filter(n -> n % 10 != 9),
            rows -> rows.map(n -> Math.floorMod(n, 17L)).filter(n -> n > 2).map(n -> n * n),
            rows -> rows.filter(n -> Long.numberOfTrailingZeros(n) < 3).map(n -> n + 8),
            rows -> rows.map(n -> Long.toString(n))
                    .filter(n -> !n.endsWith("5"))
                    .map(n -> Long.valueOf(n)));

    private OtherChains() {}

    /** Runs each of them over {@code rows}, often enough for its code to be compiled. */
    static long run(Dataset<Long> rows) {
        long sum = 0;
        for (int round = 0; round < 3; round++) {
            for (UnaryOperator<Dataset<Long>> chain : CHAINS) {
                sum += chain.apply(rows).count();
            }
        }
        return sum;
    }
}
