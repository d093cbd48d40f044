package io.tidewheel.engine.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Combiners of every kind. */
final class Combiners {
    private Combiners() {}

    /** Order matters to the last bit. */
    static final Combiner DOUBLE_SUM = new Simple() {
        private static final long serialVersionUID = 1L;

        @Override
        public Object fold(@Nullable Object left, @Nullable Object right) {
            return left == null ? right : right == null ? left : (Double) left + (Double) right;
        }
    };

    static final Combiner LONG_SUM = new Simple() {
        private static final long serialVersionUID = 1L;

        @Override
        public Object fold(@Nullable Object left, @Nullable Object right) {
            return (Long) left + (Long) right;
        }
    };

    /** Lists of all values; accumulators grow, and are changed in place. */
    static final Combiner LISTS = new Combiner() {
        private static final long serialVersionUID = 1L;

        @Override
        public Object create(@Nullable Object value) {
            List<Object> list = new ArrayList<>();
            list.add(value);
            return list;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Object fold(@Nullable Object accumulator, @Nullable Object value) {
            ((List<Object>) accumulator).add(value);
            return accumulator;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Object merge(@Nullable Object left, @Nullable Object right) {
            ((List<Object>) left).addAll((List<Object>) right);
            return left;
        }

        @Override
        public boolean sharesFirst() {
            return false;
        }
    };

    /** Changes the first value in place: values are lists. */
    static final Combiner APPENDING = new Simple() {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("unchecked")
        public Object fold(@Nullable Object left, @Nullable Object right) {
            ((List<Object>) left).addAll((List<Object>) right);
            return left;
        }
    };

    private abstract static class Simple implements Combiner {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object create(@Nullable Object value) {
            return value;
        }

        @Override
        public abstract @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value);

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) {
            return fold(left, right);
        }

        @Override
        public boolean sharesFirst() {
            return true;
        }
    }
}
