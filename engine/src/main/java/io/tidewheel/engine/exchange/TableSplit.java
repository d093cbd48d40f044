package io.tidewheel.engine.exchange;

import java.util.Arrays;

/** The entries of a sorted table of all partitions, by the partition of each key. Each key is asked for once. */
final class TableSplit {
    private final CombineTable whole;
    private final int[] places; // by entry; none where the tables hold them
    private final int[] sizes;
    private final CombineTable[] tables; // packed; none if entries are not copied

    TableSplit(CombineTable whole, KeyRouter router, boolean copies) throws Exception {
        this.whole = whole;
        this.places = new int[whole.size];
        this.sizes = new int[router.partitions()];
        this.tables = new CombineTable[copies ? sizes.length : 0];
        TableRows rows = new TableRows(whole);
        for (int entry = 0; rows.next(); entry++) {
            int place = router.partition(rows.key, (int) rows.code);
            places[entry] = place;
            sizes[place]++;
        }
        if (copies) {
            Arrays.setAll(tables, p -> CombineTable.packed(whole.multiplier, sizes[p]));
            copy();
        }
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
