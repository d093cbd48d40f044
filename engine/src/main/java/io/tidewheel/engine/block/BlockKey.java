package io.tidewheel.engine.block;

import java.io.Serializable;

/** Names a stored block within one session. */
public sealed interface BlockKey extends Serializable {
    /** How the name of a file that holds the block begins, for whoever looks into the folder. */
    default String fileName() {
        return toString().replace(' ', '-').replace("/", "-");
    }

    /**
     * One partition of a cached dataset.
     *
     * @param run whose rows they are, if each run has its own; else 0
     */
    record CachedBlock(long cachedId, long run, int partition) implements BlockKey {
        public CachedBlock(long cachedId, int partition) {
            this(cachedId, 0, partition);
        }

        @Override
        public String toString() {
            return "cached " + cachedId + (run == 0 ? "" : "/run " + run) + "/part " + partition;
        }
    }

    /**
     * What one map task made for one reduce task.
     *
     * @param exchange unique for each run of each exchange
     */
    record OutputBlock(long exchange, int mapPartition, int reducePartition) implements BlockKey {
        private static final long GOLDEN = 0x9E3779B97F4A7C15L;

        /** Mixed well: a store holds the keys of all pairs of a map and a reduce partition, and a record's own would collide. */
        @Override
        public int hashCode() {
            long pair = exchange * GOLDEN ^ ((long) mapPartition << 32 | reducePartition);
            long mixed = (pair ^ pair >>> 32) * GOLDEN;
            return (int) (mixed >>> 32);
        }

        @Override
        public String toString() {
            return "exchange " + exchange + "/map " + mapPartition + "/reduce " + reducePartition;
        }
    }
}
