package io.tidewheel.bench.batch;

import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import java.util.List;

/** Sorts 5 million longs with a string each, and looks at all of them in their order. */
public final class SortPairs {
    private SortPairs() {}

    public static void main(String[] arguments) throws Exception {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("sort", 3, () -> tidewheel
                    .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
                    .<Long, String>flatMapToPair((part, out) -> {
                        Xorshift random = new Xorshift(part + 1);
                        for (int i = 0; i < 625_000; i++) {
                            long key = random.next();
                            out.emit(key, "payload-payload-payload-" + key);
                        }
                    })
                    .sortByKey(Order.natural(), 8)
                    .keys()
                    .aggregateFrom(Ascending::new, Ascending::add, Ascending::merge)
                    .count());
        }
    }
}
