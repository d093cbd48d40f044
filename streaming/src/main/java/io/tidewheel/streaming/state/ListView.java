package io.tidewheel.streaming.state;

import io.tidewheel.checkpoint.state.StateScan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of the current key, of any length: appending writes what is new, not what was there. */
public final class ListView<V> {
    /*
     * The prefix alone holds the next position, 8 bytes; the prefix and a position, 8 bytes big-endian, hold an element.
     */
    private final KeyedState state;
    private final int number;

    ListView(KeyedState state, int number) {
        this.state = state;
        this.number = number;
    }

    public void add(V value) {
        byte[] prefix = state.prefix(number);
        long next = next(prefix);
        state.put(element(prefix, next), state.codecs().toBytes(value));
        state.put(prefix, ByteBuffer.allocate(Long.BYTES).putLong(next + 1).array());
    }

    public long size() {
        return next(state.prefix(number));
    }

    /** A copy of all elements, in the order in which they were added. */
    @SuppressWarnings("unchecked") // only add has written here
    public List<V> elements() {
        List<V> elements = new ArrayList<>();
        byte[] prefix = state.prefix(number);
        try (StateScan entries = state.scan(prefix)) {
            while (entries.next()) {
                if (entries.key().length > prefix.length) {
                    elements.add((V) state.codecs().fromBytes(entries.value()));
                }
            }
        }
        return elements;
    }

    public void clear() {
        state.removeAll(state.prefix(number));
    }

    private long next(byte[] prefix) {
        byte @Nullable [] stored = state.get(prefix);
        return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }

    private static byte[] element(byte[] prefix, long position) {
        byte[] element = Arrays.copyOf(prefix, prefix.length + Long.BYTES);
        ByteBuffer.wrap(element).putLong(prefix.length, position);
        return element;
    }
}
