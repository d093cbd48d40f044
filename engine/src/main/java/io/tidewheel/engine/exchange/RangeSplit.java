package io.tidewheel.engine.exchange;

import org.jspecify.annotations.Nullable;

/** Finds the range of a key by binary search, among numbers while all bounds and keys have prefixes. */
final class RangeSplit implements Partitioner.Split {
    private final @Nullable Object[] bounds;
    private final long[] prefixes;
    private final RowOrder order;
    private final boolean prefixed;
    private @Nullable Class<?> prefixedClass;

    private RangeSplit(@Nullable Object[] bounds, long[] prefixes, RowOrder order, boolean prefixed) {
        this.bounds = bounds;
        this.prefixes = prefixes;
        this.order = order;
        this.prefixed = prefixed;
    }

    static RangeSplit of(@Nullable Object[] bounds, RowOrder order) {
        long[] prefixes = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            if (!order.hasPrefix(bounds[i])) {
                return new RangeSplit(bounds, prefixes, order, false);
            }
            prefixes[i] = order.prefix(bounds[i]);
        }
        return new RangeSplit(bounds, prefixes, order, true);
    }

    @Override
    public int partition(@Nullable Object key, int hash) {
        boolean byPrefix = prefixed && hasPrefix(key);
        long prefix = byPrefix ? order.prefix(key) : 0;
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isAfter(key, prefix, byPrefix, middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isAfter(@Nullable Object key, long prefix, boolean byPrefix, int bound) {
        if (byPrefix && prefix != prefixes[bound]) {
            return prefix > prefixes[bound];
        }
        return order.compare(key, bounds[bound]) > 0;
    }

    private boolean hasPrefix(@Nullable Object key) {
        if (key == null) {
            return order.hasPrefix(null);
        }
        if (key.getClass() == prefixedClass) {
            return true;
        }
        if (order.hasPrefix(key)) {
            prefixedClass = key.getClass();
            return true;
        }
        return false;
    }
}
