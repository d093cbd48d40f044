package io.tidewheel.streaming.state;

import org.jspecify.annotations.Nullable;

/** One value of the current key. */
public final class ValueView<V> {
    private final KeyedState state;
    private final int number;

    ValueView(KeyedState state, int number) {
        this.state = state;
        this.number = number;
    }

    /** Null if there is none. The caller may change it; {@link #put} makes that count. */
    @SuppressWarnings("unchecked") // only put has written here
    public @Nullable V get() {
        byte[] stored = state.get(state.prefix(number));
        return stored == null ? null : (V) state.codecs().fromBytes(stored);
    }

    public void put(V value) {
        state.put(state.prefix(number), state.codecs().toBytes(value));
    }

    public void remove() {
        state.remove(state.prefix(number));
    }
}
