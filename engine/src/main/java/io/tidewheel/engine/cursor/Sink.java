package io.tidewheel.engine.cursor;

import io.tidewheel.data.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows, one by one, on the task's thread. Four lanes spare objects where producer and consumer agree: a row is an
 * object, a key with a value, a {@code long} or a {@code double}. A sink must understand {@link #accept(Object)};
 * the other lanes make the object unless overridden. {@link PairSink} is the base of sinks that want keys and values.
 */
public abstract class Sink {
    /** Says when nobody downstream wants another row; shared by a whole chain. */
    protected final Signal signal;

    /** The end of a chain. */
    protected Sink() {
        this.signal = new Signal(null);
    }

    /** A step in front of {@code down}. */
    protected Sink(Sink down) {
        this.signal = down.signal;
    }

    /** A step that may itself want no more rows, such as a limit. */
    protected Sink(Signal signal) {
        this.signal = signal;
    }

    public abstract void accept(@Nullable Object row) throws Exception;

    public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
        accept(new Pair<>(key, value));
    }

    public void acceptLong(long row) throws Exception {
        accept((Object) row);
    }

    public void acceptDouble(double row) throws Exception {
        accept((Object) row);
    }

    /** False if {@link #accept(Object, Object)} does not look at keys: who would have to make them may give null. */
    public boolean readsKeys() {
        return true;
    }

    /** False if {@link #accept(Object, Object)} does not look at values: who would have to make them may give null. */
    public boolean readsValues() {
        return true;
    }

    /** True when further rows would be ignored; producers ask before each row. */
    public final boolean done() {
        return signal.done();
    }

    public final Signal signal() {
        return signal;
    }
}
