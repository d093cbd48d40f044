package io.tidewheel.engine.exchange;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entries of a sorted table of all partitions, by the partition of each key. Each key is asked for once. */
final class TableSplit {
    private static final int LOOKED_AT = 512; // keys at once: most are not in the cache

    private final CombineTable whole;
    private final int[] places; // by entry; none where the tables hold them
    private final int[] sizes;
    private final CombineTable[] tables; // packed; none if entries are not copied
    int seen; // nobody asks, but the JIT cannot know

    TableSplit(CombineTable whole, KeyRouter router, boolean copies) throws Exception {
        this.whole = whole;
        this.places = new int[whole.size];
        this.sizes = new int[router.partitions()];
        this.tables = new CombineTable[copies ? sizes.length : 0];
        ask(router);
        if (copies) {
            Arrays.setAll(tables, p -> CombineTable.packed(whole.multiplier, sizes[p]));
            copy();
        }
    }

    private void ask(KeyRouter router) throws Exception {
        @Nullable Object[] keys = new Object[LOOKED_AT];
        int[] hashes = new int[LOOKED_AT];
        TableRows rows = new TableRows(whole);
        for (int entry = 0; entry < places.length; ) {
            int count = Math.min(LOOKED_AT, places.length - entry);
            for (int i = 0; i < count && rows.next(); i++) {
                keys[i] = rows.key;
                hashes[i] = (int) rows.code;
            }
            seen += lookedAt(keys, count);
            for (int i = 0; i < count; i++) {
                int place = router.partition(keys[i], hashes[i]);
                places[entry++] = place;
                sizes[place]++;
            }
        }
    }

    /** Reads texts, none of which waits for another; somebody has to want what is read. */
    private static int lookedAt(@Nullable Object[] keys, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += keys[i] instanceof String text ? text.length() : 0;
        }
        return sum;
    }

    private void copy() {
        TableRows rows = new TableRows(whole);
        for (int entry = 0; rows.next(); entry++) {
            Object key = rows.key == null ? CombineTable.NULL_KEY : rows.key;
            tables[places[entry]].append(key, (int) rows.code, rows.value);
        }
    }

    int size(int partition) {
        return sizes[partition];
    }

    /** Of a partition; only if entries are copied. */
    CombineTable table(int partition) {
        return tables[partition];
    }

    /** The entries of a partition, in order. */
    SortedRows rows(int partition) {
        if (tables.length > 0) {
            return new TableRows(tables[partition]);
        }
        TableRows all = new TableRows(whole);
        return new SortedRows() {
            private int entry;

            @Override
            public boolean next() {
                while (all.next()) {
                    if (places[entry++] == partition) {
                        code = all.code;
                        key = all.key;
                        value = all.value;
                        return true;
                    }
                }
                return false;
            }
        };
    }
}
