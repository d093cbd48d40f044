package io.tidewheel.engine.exchange;

import java.util.Arrays;

/** Counts the distinct hashes among those that end in six zero bits, and so estimates how many keys there are. */
final class DistinctSample {
    private static final int MASK = 63;

    private int[] table = new int[64];
    private int keys;
    private long rows;
    private boolean zero;

    static boolean wants(int hash) {
        return (hash & MASK) == 0;
    }

    void add(int hash) {
        rows++;
        if (hash == 0) {
            keys += zero ? 0 : 1;
            zero = true;
        } else if (insert(hash)) {
            keys++;
            if (2 * keys > table.length) {
                int[] old = table;
                table = new int[2 * old.length];
                Arrays.stream(old).filter(kept -> kept != 0).forEach(this::insert);
            }
        }
    }

    private boolean insert(int hash) {
        int mask = table.length - 1;
        int slot = (hash >>> 6) & mask;
        while (table[slot] != 0) {
            if (table[slot] == hash) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = hash;
        return true;
    }

    /**
     * About how many rows each key will have once the partition has {@code total} rows, if keys come evenly: with K keys,
     * n rows show K (1 - e^(-n/K)) of them.
     */
    double rowsPerKey(long seen, long total) {
        if (rows == 0) {
            return 1;
        }
        double share = (double) keys / rows; // (1 - e^-x) / x, where x = seen / K
        double low = 0;
        double high = 64;
        for (int step = 0; step < 48; step++) {
            double x = (low + high) / 2;
            if (-Math.expm1(-x) / x > share) {
                low = x;
            } else {
                high = x;
            }
        }
        double x = high * total / seen;
        return x < 1e-9 ? 1 : x / -Math.expm1(-x);
    }
}
