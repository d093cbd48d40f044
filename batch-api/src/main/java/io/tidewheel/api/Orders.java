package io.tidewheel.api;

import io.tidewheel.engine.cursor.Throwing;
import io.tidewheel.engine.exchange.RowOrder;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.MapFunction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The kinds of {@link Order}. */
final class Orders {
    private Orders() {}

    static final class Natural<T extends Comparable<? super T>> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private static final String NO_NULL =
                "natural order has no place for null; use Order.natural().nullsFirst() or nullsLast()";

        @Override
        public int compare(T left, T right) {
            return Objects.requireNonNull(left, NO_NULL).compareTo(Objects.requireNonNull(right, NO_NULL));
        }

        @Override
        boolean hasPrefix(@Nullable Object sample) {
            return sample != null && Prefix.exists(sample);
        }

        @Override
        long prefix(@Nullable Object row) {
            return Prefix.of(Objects.requireNonNull(row, NO_NULL));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Natural;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "natural order";
        }
    }

    static final class By<T, U> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private final MapFunction<? super T, ? extends U> key;
        private final Order<? super U> order;

        By(MapFunction<? super T, ? extends U> key, Order<? super U> order) {
            Given.function("Order.by", key);
            Given.argument("Order.by", "order", order);
            this.key = key;
            this.order = order;
        }

        private U key(T row) {
            try {
                return key.map(row);
            } catch (Exception e) {
                throw Throwing.sneak(e);
            }
        }

        @Override
        public int compare(T left, T right) {
            return order.compare(key(left), key(right));
        }

        @Override
        @SuppressWarnings("unchecked") // rows of this order are T; the engine does not know
        boolean hasPrefix(@Nullable Object sample) {
            return sample != null && order.hasPrefix(key((T) sample));
        }

        @Override
        @SuppressWarnings("unchecked") // as above
        long prefix(@Nullable Object row) {
            return order.prefix(key((T) row));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof By<?, ?> that && key.equals(that.key) && order.equals(that.order);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + order.hashCode();
        }

        @Override
        public String toString() {
            return order + " of a key";
        }
    }

    static final class Compared<T> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private final Comparison<? super T> comparison;

        Compared(Comparison<? super T> comparison) {
            Given.argument("Order.of", "comparison", comparison);
            this.comparison = comparison;
        }

        @Override
        public int compare(T left, T right) {
            try {
                return comparison.compare(left, right);
            } catch (Exception e) {
                throw Throwing.sneak(e);
            }
        }

        @Override
        boolean hasPrefix(@Nullable Object sample) {
            return false;
        }

        @Override
        long prefix(@Nullable Object row) {
            throw new UnsupportedOperationException("an order written by hand has no prefix");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Compared<?> that && comparison.equals(that.comparison);
        }

        @Override
        public int hashCode() {
            return comparison.hashCode();
        }

        @Override
        public String toString() {
            return "own order";
        }
    }

    static final class Then<T> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private final Order<? super T> first;
        private final Order<? super T> next;

        Then(Order<? super T> first, Order<? super T> next) {
            this.first = first;
            Given.argument("Order.then", "next", next);
            this.next = next;
        }

        @Override
        public int compare(T left, T right) {
            int byFirst = first.compare(left, right);
            return byFirst != 0 ? byFirst : next.compare(left, right);
        }

        @Override
        boolean hasPrefix(@Nullable Object sample) {
            return first.hasPrefix(sample);
        }

        @Override
        long prefix(@Nullable Object row) {
            return first.prefix(row);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Then<?> that && first.equals(that.first) && next.equals(that.next);
        }

        @Override
        public int hashCode() {
            return 31 * first.hashCode() + next.hashCode();
        }

        @Override
        public String toString() {
            return first + ", then " + next;
        }
    }

    static final class Reversed<T> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private final Order<T> order;

        Reversed(Order<T> order) {
            this.order = order;
        }

        @Override
        @SuppressWarnings("ArgumentSelectionDefectChecker") // swapped: this is what reversed means
        public int compare(T left, T right) {
            return order.compare(right, left);
        }

        @Override
        public Order<T> reversed() {
            return order;
        }

        @Override
        boolean hasPrefix(@Nullable Object sample) {
            return order.hasPrefix(sample);
        }

        @Override
        long prefix(@Nullable Object row) {
            return ~order.prefix(row); // not minus: that of Long.MIN_VALUE is itself
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Reversed<?> that && order.equals(that.order);
        }

        @Override
        public int hashCode() {
            return ~order.hashCode();
        }

        @Override
        public String toString() {
            return order + " reversed";
        }
    }

    static final class Nulls<T> extends Order<T> {
        private static final long serialVersionUID = 1L;
        private final Order<T> order;
        private final boolean first;

        Nulls(Order<T> order, boolean first) {
            this.order = order;
            this.first = first;
        }

        @Override
        public int compare(@Nullable T left, @Nullable T right) {
            if (left == null || right == null) {
                int nullFirst = (left == null ? 0 : 1) - (right == null ? 0 : 1);
                return first ? nullFirst : -nullFirst;
            }
            return order.compare(left, right);
        }

        @Override
        boolean hasPrefix(@Nullable Object sample) {
            return sample != null && order.hasPrefix(sample);
        }

        @Override
        long prefix(@Nullable Object row) {
            if (row == null) {
                return first ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            return order.prefix(row);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Nulls<?> that && first == that.first && order.equals(that.order);
        }

        @Override
        public int hashCode() {
            return 31 * order.hashCode() + Boolean.hashCode(first);
        }

        @Override
        public String toString() {
            return order + (first ? ", nulls first" : ", nulls last");
        }
    }

    /** An order of whatever rows there are. */
    record Rows(Order<?> order) implements RowOrder {
        @Override
        @SuppressWarnings("unchecked") // the rows are what the order was made for
        public int compare(@Nullable Object left, @Nullable Object right) {
            return ((Order<@Nullable Object>) order).compare(left, right);
        }

        @Override
        public boolean hasPrefix(@Nullable Object sample) {
            return order.hasPrefix(sample);
        }

        @Override
        public long prefix(@Nullable Object row) {
            return order.prefix(row);
        }

        @Override
        public String toString() {
            return order.toString();
        }
    }
}
