package io.tidewheel.launcher.demo;

import io.tidewheel.api.KeyPartitioner;

/** By hash over all partitions but the first, which gets nothing. */
record AllButTheFirst<K>(int partitions) implements KeyPartitioner<K> {
    @Override
    public int partition(K key) {
        return 1 + KeyPartitioner.<K>hash(partitions - 1).partition(key);
    }
}
