package io.tidewheel.api;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import org.jspecify.annotations.Nullable;

/** How the values of a key become one, made of users' functions. */
@SuppressWarnings("unchecked") // values are those of the keyed dataset, accumulators those the functions gave
final class Combiners {
    private Combiners() {}

    static Combiner reducing(ReduceFunction<?> function) {
        return new Reducing(null, (ReduceFunction<Object>) function);
    }

    static Combiner folding(@Nullable Object zero, ReduceFunction<?> function) {
        Given.function("foldByKey", function);
        return new Reducing(new CopyOf(zero), (ReduceFunction<Object>) function);
    }

    static Combiner foldingFrom(CreateFunction<?> zero, ReduceFunction<?> function) {
        Given.function("foldByKeyFrom", zero);
        Given.function("foldByKeyFrom", function);
        return new Reducing((CreateFunction<Object>) zero, (ReduceFunction<Object>) function);
    }

    static Combiner aggregating(@Nullable Object zero, MergeFunction<?, ?> add, ReduceFunction<?> merge) {
        Given.function("aggregateByKey", add);
        Given.function("aggregateByKey", merge);
        return folding(new CopyOf(zero), (MergeFunction<Object, Object>) add, merge);
    }

    static Combiner aggregatingFrom(CreateFunction<?> zero, MergeFunction<?, ?> add, ReduceFunction<?> merge) {
        Given.function("aggregateByKeyFrom", zero);
        Given.function("aggregateByKeyFrom", add);
        Given.function("aggregateByKeyFrom", merge);
        return folding((CreateFunction<Object>) zero, (MergeFunction<Object, Object>) add, merge);
    }

    private static Combiner folding(
            CreateFunction<Object> zero, MergeFunction<Object, Object> add, ReduceFunction<?> merge) {
        return new Combining(new AddedTo(zero, add), add, (ReduceFunction<Object>) merge);
    }

    static Combiner combining(MapFunction<?, ?> create, MergeFunction<?, ?> add, ReduceFunction<?> merge) {
        Given.function("combineByKey", create);
        Given.function("combineByKey", add);
        Given.function("combineByKey", merge);
        return new Combining(
                (MapFunction<Object, Object>) create, (MergeFunction<Object, Object>) add, (ReduceFunction<Object>)
                        merge);
    }

    /** Keeps the first value, which says no more than that the key is there. */
    static Combiner first() {
        return new First();
    }

    /** Makes copies of one value; when asked, on the thread of a task. */
    private record CopyOf(@Nullable Object value) implements CreateFunction<Object> {
        @Override
        public Object create() {
            TaskContext task = CurrentTask.get();
            return task == null ? value : task.codecs().copy(value);
        }
    }

    private record AddedTo(CreateFunction<Object> zero, MergeFunction<Object, Object> add)
            implements MapFunction<Object, Object> {
        @Override
        public Object map(Object value) throws Exception {
            return LentValues.kept(add.merge(zero.create(), value));
        }
    }

    private record First() implements Combiner {
        @Override
        public @Nullable Object create(@Nullable Object value) {
            return value instanceof LentValues ? null : value;
        }

        @Override
        public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) {
            return accumulator;
        }

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) {
            return left;
        }

        @Override
        public boolean sharesFirst() {
            return false; // nobody changes it
        }
    }

    /** @param zero what values are folded into; null if a key begins with its first value */
    private record Reducing(@Nullable CreateFunction<Object> zero, ReduceFunction<Object> function)
            implements Combiner {
        @Override
        public @Nullable Object create(@Nullable Object value) throws Exception {
            return zero == null ? value : LentValues.kept(function.reduce(zero.create(), value));
        }

        @Override
        public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) throws Exception {
            return LentValues.kept(function.reduce(accumulator, value));
        }

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
            return function.reduce(left, right);
        }

        @Override
        public boolean sharesFirst() {
            return true; // function may hand the value back
        }

        @Override
        public Class<?> profile() {
            return function.getClass();
        }
    }

    private record Combining(
            MapFunction<Object, Object> first, MergeFunction<Object, Object> add, ReduceFunction<Object> mergeFunction)
            implements Combiner {
        @Override
        public @Nullable Object create(@Nullable Object value) throws Exception {
            return LentValues.kept(first.map(value));
        }

        @Override
        public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) throws Exception {
            return LentValues.kept(add.merge(accumulator, value));
        }

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
            return mergeFunction.reduce(left, right);
        }

        @Override
        public boolean sharesFirst() {
            return true; // first may hand the value back
        }

        @Override
        public Class<?> profile() {
            return add.getClass();
        }
    }
}
