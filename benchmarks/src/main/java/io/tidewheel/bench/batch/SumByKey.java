package io.tidewheel.bench.batch;

import io.tidewheel.api.Tidewheel;
import java.util.List;

/** 20 million pairs under a million keys, summed by key. The argument says how many rounds. */
public final class SumByKey {
    private SumByKey() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("sum", rounds, () -> tidewheel
                    .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
                    .<Integer, Long>flatMapToPair((part, out) -> {
                        Xorshift random = new Xorshift(part + 1);
                        for (int i = 0; i < 2_500_000; i++) {
                            out.emit((int) ((random.next() >>> 1) % 1_000_000), 1L);
                        }
                    })
                    .reduceByKey(Long::sum)
                    .count());
        }
    }
}
