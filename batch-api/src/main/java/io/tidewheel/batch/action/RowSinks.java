package io.tidewheel.batch.action;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.ForEachFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends of chains that take rows as objects. */
@SuppressWarnings("unchecked") // a dataset of T pushes rows of T
final class RowSinks {
    private RowSinks() {}

    static final class Collected extends ResultSink implements KeepsRows {
        private final List<@Nullable Object> rows = new ArrayList<>();

        private final TaskContext context;

        Collected(Object unused, TaskContext context) {
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object row) {
            rows.add(context.handedOut(row));
        }

        @Override
        Object result() {
            return rows;
        }
    }

    static final class Counted extends ResultSink {
        private long rows;

        Counted(Object unused, TaskContext context) {}

        @Override
        public void accept(@Nullable Object row) {
            rows++;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) {
            rows++;
        }

        @Override
        public void acceptLong(long row) {
            rows++;
        }

        @Override
        public void acceptDouble(double row) {
            rows++;
        }

        @Override
        Object result() {
            return rows;
        }
    }

    static final class Taken extends ResultSink implements KeepsRows {
        private final List<@Nullable Object> rows = new ArrayList<>();
        private final int limit;
        private final TaskContext context;

        Taken(Integer limit, TaskContext context) {
            this.context = context;
            this.limit = limit;
            if (limit == 0) {
                signal.finish();
            }
        }

        @Override
        public void accept(@Nullable Object row) {
            if (rows.size() < limit) {
                rows.add(context.handedOut(row));
            }
            if (rows.size() >= limit) {
                signal.finish();
            }
        }

        @Override
        Object result() {
            return rows;
        }
    }

    static final class Used<T> extends ResultSink {
        private final ForEachFunction<T> function;

        Used(ForEachFunction<T> function, TaskContext context) {
            this.function = function;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            function.accept((T) row);
        }

        @Override
        @Nullable
        Object result() {
            return null;
        }
    }

    static final class CountedByValue extends ResultSink {
        private final Map<@Nullable Object, Long> counts = new HashMap<>();

        private final TaskContext context;

        CountedByValue(Object unused, TaskContext context) {
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object given) {
            Object row = LentValues.kept(given);
            Long before = counts.get(row);
            if (before == null) {
                KeyHash.check(row); // one that is equal to itself only is always new
                row = context.handedOut(row);
            }
            counts.put(row, before == null ? 1 : before + 1);
        }

        @Override
        Object result() {
            return counts;
        }
    }
}
