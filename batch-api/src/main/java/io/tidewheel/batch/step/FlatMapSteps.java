package io.tidewheel.batch.step;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.StreamFunction;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One row to many, by a function that returns them: pushed in a loop, or pulled one by one. */
@SuppressWarnings("unchecked") // a dataset of T pushes rows of T
final class FlatMapSteps {
    /** One row may give elements without end: so often a loop sees whether its task was cancelled. */
    static final int ROWS_PER_LOOK = 256;

    private static final String ADVICE = "return an empty list for no elements";

    private FlatMapSteps() {}

    static <R> Iterable<? extends R> checked(
            String operation, @Nullable Object row, @Nullable Iterable<? extends R> r) {
        if (r == null) {
            throw NullResults.of(operation, row, "an Iterable", ADVICE);
        }
        return r;
    }

    static <R> Stream<? extends R> checked(@Nullable Object row, @Nullable Stream<? extends R> found) {
        if (found == null) {
            throw NullResults.of("flatMapStream", row, "a Stream", "return Stream.empty() for no elements");
        }
        return found;
    }

    /** Pushed, it is a sink of a template; pulled, a cursor of its own. */
    private interface FanningOut extends Step.PerRow {
        Object function();

        Class<? extends Sink> template();

        @Override
        default Sink push(Sink down, TaskContext context) {
            return Specialiser.sink(template(), function(), down, context.hot());
        }

        @Override
        default boolean fansOut() {
            return true;
        }
    }

    record Rows(FlatMapFunction<?, ?> function) implements FanningOut {
        Rows {
            Given.function("flatMap", function);
        }

        @Override
        public String name() {
            return "flatMap";
        }

        @Override
        public Class<? extends Sink> template() {
            return FlatMapped.class;
        }

        @Override
        public Cursor pull(Cursor up, TaskContext context) {
            FlatMapFunction<Object, Object> typed = (FlatMapFunction<Object, Object>) function;
            return new FlatCursor(up, context) {
                @Override
                public void accept(@Nullable Object row) throws Exception {
                    give(checked("flatMap", row, typed.flatMap(row)).iterator());
                }
            };
        }
    }

    /** The function sees key and value, and gives elements. */
    record PairsToRows(FlatMapFunction2<?, ?, ?> function) implements FanningOut {
        PairsToRows {
            Given.function("flatMap", function);
        }

        @Override
        public String name() {
            return "flatMap";
        }

        @Override
        public Class<? extends Sink> template() {
            return PairSteps.FlatMapped.class;
        }

        @Override
        public Cursor pull(Cursor up, TaskContext context) {
            FlatMapFunction2<Object, Object, Object> typed = (FlatMapFunction2<Object, Object, Object>) function;
            return new FlatPairCursor(up, context) {
                @Override
                public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                    give(checked("flatMap", key, typed.flatMap(key, value)).iterator());
                }
            };
        }
    }

    /** The function sees the value, and gives values of the same key. */
    record Values(FlatMapFunction<?, ?> function) implements FanningOut {
        Values {
            Given.function("flatMapValues", function);
        }

        @Override
        public String name() {
            return "flatMapValues";
        }

        @Override
        public Class<? extends Sink> template() {
            return PairSteps.FlatMappedValues.class;
        }

        @Override
        public Cursor pull(Cursor up, TaskContext context) {
            FlatMapFunction<Object, Object> typed = (FlatMapFunction<Object, Object>) function;
            return new FlatPairCursor(up, context) {
                private @Nullable Object key;

                @Override
                public void accept(@Nullable Object rowKey, @Nullable Object value) throws Exception {
                    key = rowKey;
                    give(checked("flatMapValues", value, typed.flatMap(value)).iterator());
                }

                @Override
                void push(@Nullable Object element, Sink sink) throws Exception {
                    sink.accept(key, element);
                }
            };
        }
    }

    record Streams(StreamFunction<?, ?> function) implements FanningOut {
        Streams {
            Given.function("flatMapStream", function);
        }

        @Override
        public String name() {
            return "flatMapStream";
        }

        @Override
        public Class<? extends Sink> template() {
            return Streamed.class;
        }

        @Override
        public Cursor pull(Cursor up, TaskContext context) {
            StreamFunction<Object, Object> typed = (StreamFunction<Object, Object>) function;
            return new FlatCursor(up, context) {
                private Stream<?> open = Stream.empty();

                @Override
                public void accept(@Nullable Object row) throws Exception {
                    open = checked(row, typed.flatMap(row));
                    give(open.iterator());
                }

                @Override
                void used() {
                    open.close();
                }
            };
        }
    }

    /** Rows come as keys and values. */
    private abstract static class FlatPairCursor extends FlatCursor {
        FlatPairCursor(Cursor up, TaskContext context) {
            super(up, context);
        }

        @Override
        public final void accept(@Nullable Object row) throws Exception {
            Pair<?, ?> pair = (Pair<?, ?>) row;
            accept(pair.key(), pair.value());
        }

        @Override
        public abstract void accept(@Nullable Object key, @Nullable Object value) throws Exception;
    }

    static final class FlatMapped<T, R> extends Sink {
        private final FlatMapFunction<T, R> function;
        private final Sink down;

        FlatMapped(FlatMapFunction<T, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            int given = 0;
            for (R element : checked("flatMap", row, function.flatMap((T) row))) {
                if (done()) {
                    return;
                }
                if (++given % ROWS_PER_LOOK == 0) {
                    CurrentTask.checkCancelled();
                }
                down.accept(element);
            }
        }
    }

    static final class Streamed<T, R> extends Sink {
        private final StreamFunction<T, R> function;
        private final Sink down;

        Streamed(StreamFunction<T, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            try (Stream<? extends R> elements = checked(row, function.flatMap((T) row))) {
                int given = 0;
                for (Iterator<? extends R> each = elements.iterator(); !done() && each.hasNext(); ) {
                    if (++given % ROWS_PER_LOOK == 0) {
                        CurrentTask.checkCancelled();
                    }
                    down.accept(each.next());
                }
            }
        }
    }
}
