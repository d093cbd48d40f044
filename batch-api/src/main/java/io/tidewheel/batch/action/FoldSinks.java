package io.tidewheel.batch.action;

import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends of chains that fold all rows into one. */
@SuppressWarnings("unchecked") // a dataset of T pushes rows of T
final class FoldSinks {
    // Templates: what they call must stand in each, for a copy shares what it inherits with every chain.

    private FoldSinks() {}

    static final class Reduced<T> extends ResultSink {
        private final ReduceFunction<T> function;
        private final TaskContext context;
        private @Nullable Object result;
        private boolean any;

        Reduced(ReduceFunction<T> function, TaskContext context) {
            this.function = function;
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            if (any) {
                result = function.reduce((T) result, (T) row);
            } else {
                any = true;
                result = context.codecs().copy(row); // the function may change it, and somebody else may hold it
            }
        }

        @Override
        Object result() {
            List<@Nullable Object> one = new ArrayList<>(1);
            if (any) {
                one.add(context.handedOut(result));
            }
            return one;
        }
    }

    static final class Folded<A, T> extends ResultSink {
        private final MergeFunction<A, T> function;
        private @Nullable Object accumulator;

        Folded(MergeFunction<A, T> function, @Nullable Object zero) {
            this.function = function;
            this.accumulator = zero;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            accumulator = function.merge((A) accumulator, (T) row);
        }

        @Override
        @Nullable
        Object result() {
            return accumulator;
        }
    }

    /** The accumulator is of the rows' type. */
    static final class FoldedAlike<T> extends ResultSink {
        private final ReduceFunction<T> function;
        private @Nullable Object accumulator;

        FoldedAlike(ReduceFunction<T> function, @Nullable Object zero) {
            this.function = function;
            this.accumulator = zero;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            accumulator = function.reduce((T) accumulator, (T) row);
        }

        @Override
        @Nullable
        Object result() {
            return accumulator;
        }
    }
}
