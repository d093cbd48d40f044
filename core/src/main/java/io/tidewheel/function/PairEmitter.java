package io.tidewheel.function;

/** Takes the keys with values a function produces, one by one, without an object for the pair. */
public interface PairEmitter<K, V> {
    /** Hands one key with its value on; returns when everything downstream has seen it. */
    void emit(K key, V value) throws Exception;
}
