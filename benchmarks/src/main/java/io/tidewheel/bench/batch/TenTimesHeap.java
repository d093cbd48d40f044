package io.tidewheel.bench.batch;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;

/**
 * Sorts 10 million rows of about 250 bytes, then keeps the greatest text of each of some 4.3 million keys: 2.5 GB in,
 * more than a third of it to be held at once. The argument says how many rows instead.
 */
public final class TenTimesHeap {
    public static final int ROWS = 10_000_000;
    private static final int PARTS = 32;
    private static final int WORDS = 15;

    private TenTimesHeap() {}

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length == 0 ? ROWS : Integer.parseInt(arguments[0]);
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("sort", 1, () -> rows(tidewheel, rows)
                    .sortByKey(Order.natural(), PARTS)
                    .keys()
                    .aggregateFrom(Ascending::new, Ascending::add, Ascending::merge)
                    .count());
            Laps.run("aggregate", 1, () -> rows(tidewheel, rows)
                    .keyBy((key, text) -> Math.floorMod(key, rows / 2))
                    .reduceByKey((left, right) -> left.compareTo(right) >= 0 ? left : right)
                    .count());
        }
    }

    /** A long and a text of 240 characters that compresses about as well as numbers do. */
    private static KeyedDataset<Long, String> rows(Tidewheel tidewheel, int rows) {
        return tidewheel.range(0, PARTS, 1, PARTS).boxed().flatMapToPair((part, out) -> {
            Xorshift random = new Xorshift(part + 1);
            for (int i = 0; i < rows / PARTS; i++) {
                StringBuilder text = new StringBuilder(WORDS * 16);
                for (int word = 0; word < WORDS; word++) {
                    String hex = Long.toHexString(random.next());
                    text.append("0".repeat(16 - hex.length())).append(hex);
                }
                out.emit(random.next(), text.toString());
            }
        });
    }
}
