package io.tidewheel.api;

/** Keys with values, bounded, in partitions. */
public abstract class KeyedDataset<K, V> implements KeyedFlow<K, V> {
    KeyedDataset() {}
}
