package io.tidewheel.engine.cursor;

import io.tidewheel.data.Pair;
import org.jspecify.annotations.Nullable;

/** A sink of keys with values; a row that comes as a {@link Pair} is taken apart. */
public abstract class PairSink extends Sink {
    protected PairSink() {}

    protected PairSink(Sink down) {
        super(down);
    }

    @Override
    public final void accept(@Nullable Object row) throws Exception {
        if (!(row instanceof Pair<?, ?> pair)) {
            throw new IllegalStateException("a keyed step expected a Pair but found "
                    + (row == null ? "null" : row.getClass().getName()) + ": " + row);
        }
        accept(pair.key(), pair.value());
    }

    @Override
    public abstract void accept(@Nullable Object key, @Nullable Object value) throws Exception;
}
