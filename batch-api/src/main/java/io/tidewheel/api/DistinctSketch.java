package io.tidewheel.api;

import java.util.Arrays;

/** Counts different values about. The result depends on the set of values alone, not on their order or grouping. */
record DistinctSketch<V>() implements Aggregator<V, Object, Long> {
    /*
     * HyperLogLog [1] with 2^12 registers: the first 12 bits of a hash choose a register, which keeps the greatest
     * position of the first set bit in the rest. The count is told from how many registers have which value by the
     * estimator of [2], which needs neither tables nor special cases.
     *
     * While there are few hashes they are kept as they are, in a long[]; then the registers, in a byte[]. Codecs know
     * both, and keys with few values, which are most, take little.
     *
     * [1] P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, HyperLogLog, AofA 2007
     * [2] O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches, arXiv:1702.01284, 2017, algorithm 6
     */
    private static final int INDEX_BITS = 12;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final int REST_BITS = 64 - INDEX_BITS;
    private static final int MOST_HASHES = 64;

    @Override
    public Object create() {
        return new long[0];
    }

    @Override
    public Object add(Object accumulator, V value) {
        return addHash(accumulator, Hash64.of(value));
    }

    private static Object addHash(Object accumulator, long hash) {
        if (accumulator instanceof byte[] registers) {
            register(registers, hash);
            return registers;
        }
        long[] hashes = (long[]) accumulator;
        for (long known : hashes) {
            if (known == hash) {
                return hashes;
            }
        }
        if (hashes.length < MOST_HASHES) {
            long[] longer = Arrays.copyOf(hashes, hashes.length + 1);
            longer[hashes.length] = hash;
            return longer;
        }
        byte[] registers = new byte[REGISTERS];
        for (long known : hashes) {
            register(registers, known);
        }
        register(registers, hash);
        return registers;
    }

    private static void register(byte[] registers, long hash) {
        int index = (int) (hash >>> REST_BITS);
        int position = 1 + Math.min(REST_BITS, Long.numberOfLeadingZeros(hash << INDEX_BITS));
        if (registers[index] < position) {
            registers[index] = (byte) position;
        }
    }

    @Override
    public Object merge(Object left, Object right) {
        if (right instanceof long[] hashes) {
            Object merged = left;
            for (long hash : hashes) {
                merged = addHash(merged, hash);
            }
            return merged;
        }
        byte[] more = (byte[]) right;
        if (left instanceof long[] hashes) {
            return merge(more.clone(), hashes);
        }
        byte[] registers = (byte[]) left;
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], more[i]);
        }
        return registers;
    }

    @Override
    public Long finish(Object accumulator) {
        return accumulator instanceof long[] hashes ? (long) hashes.length : Math.round(estimate((byte[]) accumulator));
    }

    private static double estimate(byte[] registers) {
        int[] having = new int[REST_BITS + 2];
        for (byte register : registers) {
            having[register]++;
        }
        double m = REGISTERS;
        double z = m * tau(1 - having[REST_BITS + 1] / m);
        for (int value = REST_BITS; value >= 1; value--) {
            z = 0.5 * (z + having[value]);
        }
        z += m * sigma(having[0] / m);
        return m * m / (2 * Math.log(2) * z);
    }

    private static double sigma(double share) {
        if (share == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = share;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (z != before);
        return z;
    }

    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double x = share;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }
}
