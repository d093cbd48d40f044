package io.tidewheel.bench.batch;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.List;

/** Joins 4 million numbers with a million strings. */
public final class JoinPairs {
    private JoinPairs() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> parts = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("join", 3, () -> {
                KeyedDataset<Integer, Long> left = tidewheel
                        .parallelize(parts, 8)
                        .flatMapToPair((part, out) -> {
                            Xorshift random = new Xorshift(part + 1);
                            for (int i = 0; i < 500_000; i++) {
                                long value = random.next();
                                out.emit((int) ((value >>> 1) % 1_000_000), value);
                            }
                        });
                KeyedDataset<Integer, String> right = tidewheel
                        .parallelize(parts, 8)
                        .flatMapToPair((part, out) -> {
                            for (int i = 0; i < 125_000; i++) {
                                out.emit(part * 125_000 + i, "v" + i);
                            }
                        });
                return left.join(right, (number, text) -> Pair.of(number, text)).count();
            });
        }
    }
}
