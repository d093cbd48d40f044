package io.tidewheel.engine.block;

import java.io.Serializable;

/** Names a stored block within one session. */
public sealed interface BlockKey extends Serializable {
    /** How the name of a file that holds the block begins, for whoever looks into the folder. */
    default String fileName() {
        return toString().replace(' ', '-').replace("/", "-");
    }

    /** One partition of a cached dataset. */
    record CachedBlock(long cachedId, int partition) implements BlockKey {
        @Override
        public String toString() {
            return "cached " + cachedId + "/part " + partition;
        }
    }

    /**
     * What one map task made for one reduce task.
     *
     * @param exchange unique for each run of each exchange
     */
    record OutputBlock(long exchange, int mapPartition, int reducePartition) implements BlockKey {
        @Override
        public String toString() {
            return "exchange " + exchange + "/map " + mapPartition + "/reduce " + reducePartition;
        }
    }
}
