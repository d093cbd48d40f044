package io.tidewheel.streaming.state;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.codec.Codecs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The states of one key at a time, as one task attempt sees and changes them: several, told apart by a number that never
 * changes. Used by one thread.
 */
public final class KeyedState {
    /*
     * An entry's key: number of the state (1 byte), length of the key's bytes (varint), the key's bytes, what the view
     * adds (nothing for a value, the inner key for a map, a position for a list). The length keeps the entries of one key
     * together and apart from those of keys that begin alike. The group is that of the key alone.
     */
    private final StateOverlay overlay;
    private final Codecs codecs;
    private final int keyGroups;
    private int group;
    private byte[] key = {};

    public KeyedState(StateOverlay overlay, Codecs codecs, int keyGroups) {
        this.overlay = overlay;
        this.codecs = codecs;
        this.keyGroups = keyGroups;
        at(null);
    }

    /** Goes to a key: all views of this state are of that one from now on. */
    public void at(@Nullable Object userKey) {
        key = codecs.toKeyBytes(userKey);
        group = KeyGroups.group(key, keyGroups);
    }

    /** @param number of the state, in [0, 256) */
    public <V> ValueView<V> value(int number) {
        return new ValueView<>(this, number);
    }

    /** @param number of the state, in [0, 256) */
    public <K, V> MapView<K, V> map(int number) {
        return new MapView<>(this, number);
    }

    /** @param number of the state, in [0, 256) */
    public <V> ListView<V> list(int number) {
        return new ListView<>(this, number);
    }

    Codecs codecs() {
        return codecs;
    }

    /** What the entries of the current key in one state begin with. */
    byte[] prefix(int number) {
        byte[] prefix = new byte[6 + key.length];
        prefix[0] = (byte) number;
        int at = 1;
        int rest = key.length;
        for (; (rest & ~0x7f) != 0; rest >>>= 7) {
            prefix[at++] = (byte) ((rest & 0x7f) | 0x80);
        }
        prefix[at++] = (byte) rest;
        System.arraycopy(key, 0, prefix, at, key.length);
        return Arrays.copyOf(prefix, at + key.length);
    }

    byte @Nullable [] get(byte[] entry) {
        return overlay.get(group, entry);
    }

    void put(byte[] entry, byte[] value) {
        overlay.put(group, entry, value);
    }

    void remove(byte[] entry) {
        overlay.remove(group, entry);
    }

    /** All entries that begin so, in their order. */
    StateScan scan(byte[] prefix) {
        return overlay.scan(group, prefix, end(prefix));
    }

    /** The first key after all that begin so; null if there is none. */
    private static byte @Nullable [] end(byte[] prefix) {
        for (int last = prefix.length - 1; last >= 0; last--) {
            if (prefix[last] != (byte) 0xff) {
                byte[] end = Arrays.copyOf(prefix, last + 1);
                end[last]++;
                return end;
            }
        }
        return null;
    }

    void removeAll(byte[] prefix) {
        try (StateScan entries = scan(prefix)) {
            while (entries.next()) {
                overlay.remove(group, entries.key());
            }
        }
    }
}
