package io.tidewheel.checkpoint.state;

/** Tells of most keys that are not in a run that they are not: of 99 in 100, at ten bits for each key inside. */
final class BloomBits {
    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 7;

    private final long[] words;
    private final long bits;

    /** @param keys at most so many will be added */
    BloomBits(long keys) {
        words = new long[Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, keys * BITS_PER_KEY / Long.SIZE + 1))];
        bits = (long) words.length * Long.SIZE;
    }

    void add(int keyGroup, byte[] key) {
        long hash = hash(keyGroup, key);
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            words[(int) (bit >>> 6)] |= 1L << bit;
        }
    }

    boolean mayHold(int keyGroup, byte[] key) {
        long hash = hash(keyGroup, key);
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe);
            if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long hash(int keyGroup, byte[] key) {
        return (ByteKeys.hash(key, 0, key.length) + (long) keyGroup * 0x9e3779b1) * 0x9e3779b97f4a7c15L;
    }

    private long bit(long hash, int probe) {
        return Math.floorMod((hash >>> 32) + probe * (hash | 1), bits);
    }

    long bytes() {
        return words.length * 8L;
    }
}
