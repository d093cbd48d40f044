package io.tidewheel.batch.step;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.Emitter;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.PairEmitFunction;
import io.tidewheel.function.PairEmitter;
import io.tidewheel.function.StreamFunction;
import io.tidewheel.function.ToDouble;
import io.tidewheel.function.ToLong;
import org.jspecify.annotations.Nullable;

/** Steps from rows that are one object each. */
@SuppressWarnings("unchecked") // a dataset of T pushes rows of T
public final class RowSteps {
    // Templates: what they call must stand in each, for a copy shares what it inherits with every chain.

    private RowSteps() {}

    public static Step map(MapFunction<?, ?> function) {
        return new TemplateStep("map", Mapped.class, function);
    }

    public static Step filter(FilterFunction<?> function) {
        return new TemplateStep("filter", Filtered.class, function);
    }

    public static Step flatMap(FlatMapFunction<?, ?> function) {
        return new FlatMapSteps.Rows(function);
    }

    public static Step flatMapEmit(EmitFunction<?, ?> function) {
        return new TemplateStep("flatMap", Emitted.class, function, true);
    }

    public static Step flatMapStream(StreamFunction<?, ?> function) {
        return new FlatMapSteps.Streams(function);
    }

    public static Step flatMapToPair(PairEmitFunction<?, ?, ?> function) {
        return new TemplateStep("flatMapToPair", EmittedPairs.class, function, true);
    }

    public static Step keyBy(MapFunction<?, ?> function) {
        return new TemplateStep("keyBy", Keyed.class, function);
    }

    public static Step mapToPair(MapFunction<?, ? extends Pair<?, ?>> function) {
        return new TemplateStep("mapToPair", MappedToPair.class, function);
    }

    public static Step mapToLong(ToLong<?> function) {
        return new TemplateStep("mapToLong", MappedToLong.class, function);
    }

    public static Step mapToDouble(ToDouble<?> function) {
        return new TemplateStep("mapToDouble", MappedToDouble.class, function);
    }

    static final class Mapped<T, R> extends Sink {
        private final MapFunction<T, R> function;
        private final Sink down;

        Mapped(MapFunction<T, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.accept(function.map((T) row));
        }
    }

    static final class Filtered<T> extends Sink {
        private final FilterFunction<T> function;
        private final Sink down;

        Filtered(FilterFunction<T> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            if (function.test((T) row)) {
                down.accept(row);
            }
        }
    }

    static final class Emitted<T, R> extends Sink implements Emitter<R> {
        private final EmitFunction<T, R> function;
        private final Sink down;
        private int emitted;

        Emitted(EmitFunction<T, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            function.flatMap((T) row, this);
        }

        @Override
        public void emit(R value) throws Exception {
            if (++emitted % FlatMapSteps.ROWS_PER_LOOK == 0) { // one row may give elements without end
                CurrentTask.checkCancelled();
            }
            down.accept(value);
        }
    }

    static final class EmittedPairs<T, K, V> extends Sink implements PairEmitter<K, V> {
        private final PairEmitFunction<T, K, V> function;
        private final Sink down;
        private int emitted;

        EmittedPairs(PairEmitFunction<T, K, V> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            function.flatMap((T) row, this);
        }

        @Override
        public void emit(K key, V value) throws Exception {
            if (++emitted % FlatMapSteps.ROWS_PER_LOOK == 0) { // one row may give elements without end
                CurrentTask.checkCancelled();
            }
            down.accept(key, value);
        }
    }

    static final class Keyed<T, K> extends Sink {
        private final MapFunction<T, K> function;
        private final Sink down;

        Keyed(MapFunction<T, K> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.accept(function.map((T) row), row);
        }
    }

    static final class MappedToPair<T, K, V> extends Sink {
        private final MapFunction<T, Pair<K, V>> function;
        private final Sink down;

        MappedToPair(MapFunction<T, Pair<K, V>> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            Pair<K, V> pair = function.map((T) row);
            if (pair == null) {
                throw NullResults.of("mapToPair", row, "a Pair", "filter the row out first, or use flatMapToPair");
            }
            down.accept(pair.key(), pair.value());
        }
    }

    static final class MappedToLong<T> extends Sink {
        private final ToLong<T> function;
        private final Sink down;

        MappedToLong(ToLong<T> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.acceptLong(function.map((T) row));
        }
    }

    static final class MappedToDouble<T> extends Sink {
        private final ToDouble<T> function;
        private final Sink down;

        MappedToDouble(ToDouble<T> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.acceptDouble(function.map((T) row));
        }
    }
}
