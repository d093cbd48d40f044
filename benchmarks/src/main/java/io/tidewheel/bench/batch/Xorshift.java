package io.tidewheel.bench.batch;

/** The generator of the peers' programs: the same seeds give the same rows. */
final class Xorshift {
    private long state;

    Xorshift(long seed) {
        state = seed;
    }

    long next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state;
    }
}
