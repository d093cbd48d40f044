package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.BlockKey.OutputBlock;
import java.util.Arrays;
import java.util.BitSet;

/** Which outputs of one stage's exchange are there, for each map and reduce partition. Owned by the scheduler's lock. */
final class Outputs {
    /*
     *  MISSING ──task──> PRESENT | EMPTY        PRESENT ──its only reader──> TAKEN
     *  PRESENT, TAKEN ──lost, or the reader failed──> MISSING
     */
    static final byte MISSING = 0;

    static final byte PRESENT = 1;
    static final byte EMPTY = 2;
    static final byte TAKEN = 3;

    private final int maps;
    private final int reduces;
    private final byte[] states;
    private long exchange; // names the blocks of this run; a new one for each run, so that late writers do no harm

    Outputs(int maps, int reduces, long exchange) {
        this.maps = maps;
        this.reduces = reduces;
        this.states = new byte[Math.multiplyExact(maps, reduces)];
        this.exchange = exchange;
    }

    void reset(long newExchange) {
        exchange = newExchange;
        Arrays.fill(states, MISSING);
    }

    long exchange() {
        return exchange;
    }

    int maps() {
        return maps;
    }

    int reduces() {
        return reduces;
    }

    byte state(int map, int reduce) {
        return states[map * reduces + reduce];
    }

    void set(int map, int reduce, byte state) {
        states[map * reduces + reduce] = state;
    }

    /** The reduce partitions for which a map task still owes its output. */
    BitSet missing(int map) {
        BitSet missing = new BitSet(reduces);
        for (int reduce = 0; reduce < reduces; reduce++) {
            if (state(map, reduce) == MISSING) {
                missing.set(reduce);
            }
        }
        return missing;
    }

    OutputBlock key(int map, int reduce) {
        return new OutputBlock(exchange, map, reduce);
    }
}
