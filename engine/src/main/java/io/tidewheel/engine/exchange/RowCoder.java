package io.tidewheel.engine.exchange;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Gives keys the numbers that a {@link RowSorter} sorts by first, and the order of keys with equal numbers. */
abstract class RowCoder {
    /** Bits of a number that count, from the lowest; 32 or 64. */
    abstract int bits();

    abstract long code(@Nullable Object key);

    /** False once a key came that has no number: then numbers say nothing and {@link #ties} orders all. */
    boolean isUsable() {
        return true;
    }

    /** Orders keys with equal numbers; null leaves them in the order of arrival. */
    abstract @Nullable Comparator<@Nullable Object> ties();

    /** By hash; equal hashes in the order of arrival. */
    static final class Hash extends RowCoder {
        @Override
        int bits() {
            return 32;
        }

        @Override
        long code(@Nullable Object key) {
            return SortedRows.hashCodeOf(key);
        }

        @Override
        @Nullable
        Comparator<@Nullable Object> ties() {
            return null;
        }
    }

    /** By an order, of whose prefix use is made while all keys have one. */
    static final class Order extends RowCoder {
        private final RowOrder order;
        private @Nullable Class<?> lastClass;
        private boolean asked;
        private boolean usable = true;

        Order(RowOrder order) {
            this.order = order;
        }

        @Override
        int bits() {
            return 64;
        }

        @Override
        long code(@Nullable Object key) {
            if (!usable) {
                return 0;
            }
            Class<?> type = key == null ? null : key.getClass();
            if (type != lastClass || !asked) {
                asked = true;
                lastClass = type;
                usable = order.hasPrefix(key);
                if (!usable) {
                    return 0;
                }
            }
            return order.prefix(key);
        }

        @Override
        boolean isUsable() {
            return usable;
        }

        @Override
        Comparator<@Nullable Object> ties() {
            return order;
        }
    }
}
