package io.tidewheel.streaming.state;

import io.tidewheel.checkpoint.state.StateScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A map of the current key, of any size: each entry is read and written alone. */
public final class MapView<K, V> {
    private final KeyedState state;
    private final int number;

    MapView(KeyedState state, int number) {
        this.state = state;
        this.number = number;
    }

    /** Takes one entry. */
    @FunctionalInterface
    public interface Visitor<K, V> {
        void entry(K key, V value) throws Exception;
    }

    /** Null if there is none. */
    @SuppressWarnings("unchecked") // only put has written here
    public @Nullable V get(K key) {
        byte[] stored = state.get(entry(key));
        return stored == null ? null : (V) state.codecs().fromBytes(stored);
    }

    public void put(K key, V value) {
        state.put(entry(key), state.codecs().toBytes(value));
    }

    public void remove(K key) {
        state.remove(entry(key));
    }

    /**
     * Hands out all entries, in the order of their keys' bytes: the same in every process. The visitor may change the map,
     * and sees what it changes ahead of where it is.
     */
    @SuppressWarnings("unchecked") // only put has written here
    public void forEach(Visitor<K, V> visitor) throws Exception {
        byte[] prefix = state.prefix(number);
        try (StateScan entries = state.scan(prefix)) {
            while (entries.next()) {
                byte[] key = Arrays.copyOfRange(entries.key(), prefix.length, entries.key().length);
                visitor.entry(
                        (K) state.codecs().fromBytes(key), (V) state.codecs().fromBytes(entries.value()));
            }
        }
    }

    public boolean isEmpty() {
        try (StateScan entries = state.scan(state.prefix(number))) {
            return !entries.next();
        }
    }

    public void clear() {
        state.removeAll(state.prefix(number));
    }

    private byte[] entry(K key) {
        byte[] prefix = state.prefix(number);
        byte[] own = state.codecs().toKeyBytes(key);
        byte[] entry = Arrays.copyOf(prefix, prefix.length + own.length);
        System.arraycopy(own, 0, entry, prefix.length, own.length);
        return entry;
    }
}
