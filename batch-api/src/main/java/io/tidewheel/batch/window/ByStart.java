package io.tidewheel.batch.window;

import io.tidewheel.data.Windowed;
import io.tidewheel.engine.exchange.RowOrder;
import org.jspecify.annotations.Nullable;

/** Windows, or panes, in the order of time. */
public enum ByStart implements RowOrder {
    BY_START;

    @Override
    public int compare(@Nullable Object left, @Nullable Object right) {
        return Long.compare(prefix(left), prefix(right));
    }

    @Override
    public boolean hasPrefix(@Nullable Object sample) {
        return true;
    }

    @Override
    public long prefix(@Nullable Object window) {
        assert window instanceof Windowed<?> : window;
        return ((Windowed<?>) window).startMillis();
    }
}
