package io.tidewheel.batch.step;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.EmitFunction2;
import io.tidewheel.function.Emitter;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import org.jspecify.annotations.Nullable;

/** Steps from rows that are a key with a value. */
@SuppressWarnings("unchecked") // a keyed dataset of K and V pushes keys of K and values of V
public final class PairSteps {
    // Templates: what they call must stand in each, for a copy shares what it inherits with every chain.

    private PairSteps() {}

    public static Step map(MapFunction2<?, ?, ?> function) {
        return new TemplateStep("map", Mapped.class, function);
    }

    public static Step mapToPair(MapFunction2<?, ?, ? extends Pair<?, ?>> function) {
        return new TemplateStep("mapToPair", MappedToPair.class, function);
    }

    public static Step keyBy(MapFunction2<?, ?, ?> function) {
        return new TemplateStep("keyBy", Rekeyed.class, function);
    }

    public static Step filter(FilterFunction2<?, ?> function) {
        return new TemplateStep("filter", Filtered.class, function);
    }

    public static Step flatMap(FlatMapFunction2<?, ?, ?> function) {
        return new FlatMapSteps.PairsToRows(function);
    }

    public static Step flatMapEmit(EmitFunction2<?, ?, ?> function) {
        return new TemplateStep("flatMap", Emitted.class, function, true);
    }

    public static Step mapValues(MapFunction<?, ?> function) {
        return new TemplateStep("mapValues", MappedValues.class, function);
    }

    /** The function sees the key too; the key stays. */
    public static Step mapValuesWithKey(MapFunction2<?, ?, ?> function) {
        return new TemplateStep("mapValues", MappedWithKey.class, function);
    }

    public static Step flatMapValues(FlatMapFunction<?, ?> function) {
        return new FlatMapSteps.Values(function);
    }

    public static Step flatMapValuesEmit(EmitFunction<?, ?> function) {
        return new TemplateStep("flatMapValues", EmittedValues.class, function, true);
    }

    public static Step keys() {
        return new TemplateStep("keys", Keys.class, None.NONE);
    }

    public static Step values() {
        return new TemplateStep("values", Values.class, None.NONE);
    }

    public static Step swap() {
        return new TemplateStep("swap", Swapped.class, None.NONE);
    }

    static final class Mapped<K, V, R> extends PairSink {
        private final MapFunction2<K, V, R> function;
        private final Sink down;

        Mapped(MapFunction2<K, V, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(function.map((K) key, (V) value));
        }
    }

    static final class MappedToPair<K, V, L, W> extends PairSink {
        private final MapFunction2<K, V, Pair<L, W>> function;
        private final Sink down;

        MappedToPair(MapFunction2<K, V, Pair<L, W>> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            Pair<L, W> pair = function.map((K) key, (V) value);
            if (pair == null) {
                throw NullResults.of("mapToPair", key, "a Pair", "filter the row out first");
            }
            down.accept(pair.key(), pair.value());
        }
    }

    static final class Rekeyed<K, V, L> extends PairSink {
        private final MapFunction2<K, V, L> function;
        private final Sink down;

        Rekeyed(MapFunction2<K, V, L> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(function.map((K) key, (V) value), value);
        }
    }

    static final class Filtered<K, V> extends PairSink {
        private final FilterFunction2<K, V> function;
        private final Sink down;

        Filtered(FilterFunction2<K, V> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            if (function.test((K) key, (V) value)) {
                down.accept(key, value);
            }
        }
    }

    static final class FlatMapped<K, V, R> extends PairSink {
        private final FlatMapFunction2<K, V, R> function;
        private final Sink down;

        FlatMapped(FlatMapFunction2<K, V, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            int given = 0;
            for (R element : FlatMapSteps.checked("flatMap", key, function.flatMap((K) key, (V) value))) {
                if (done()) {
                    return;
                }
                if (++given % FlatMapSteps.ROWS_PER_LOOK == 0) {
                    CurrentTask.checkCancelled();
                }
                down.accept(element);
            }
        }
    }

    static final class Emitted<K, V, R> extends PairSink implements Emitter<R> {
        private final EmitFunction2<K, V, R> function;
        private final Sink down;
        private int emitted;

        Emitted(EmitFunction2<K, V, R> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            function.flatMap((K) key, (V) value, this);
        }

        @Override
        public void emit(R value) throws Exception {
            if (++emitted % FlatMapSteps.ROWS_PER_LOOK == 0) { // one row may give elements without end
                CurrentTask.checkCancelled();
            }
            down.accept(value);
        }
    }

    static final class MappedValues<V, W> extends PairSink {
        private final MapFunction<V, W> function;
        private final Sink down;

        MappedValues(MapFunction<V, W> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(key, function.map((V) value));
        }
    }

    static final class MappedWithKey<K, V, W> extends PairSink {
        private final MapFunction2<K, V, W> function;
        private final Sink down;

        MappedWithKey(MapFunction2<K, V, W> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(key, function.map((K) key, (V) value));
        }
    }

    static final class FlatMappedValues<V, W> extends PairSink {
        private final FlatMapFunction<V, W> function;
        private final Sink down;

        FlatMappedValues(FlatMapFunction<V, W> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            int given = 0;
            for (W element : FlatMapSteps.checked("flatMapValues", value, function.flatMap((V) value))) {
                if (done()) {
                    return;
                }
                if (++given % FlatMapSteps.ROWS_PER_LOOK == 0) {
                    CurrentTask.checkCancelled();
                }
                down.accept(key, element);
            }
        }
    }

    static final class EmittedValues<V, W> extends PairSink implements Emitter<W> {
        private final EmitFunction<V, W> function;
        private final Sink down;
        private int emitted;
        private @Nullable Object current; // the key of the row in hand

        EmittedValues(EmitFunction<V, W> function, Sink down) {
            super(down);
            this.function = function;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            current = key;
            function.flatMap((V) value, this);
        }

        @Override
        public void emit(W value) throws Exception {
            if (++emitted % FlatMapSteps.ROWS_PER_LOOK == 0) { // one row may give elements without end
                CurrentTask.checkCancelled();
            }
            down.accept(current, value);
        }
    }

    static final class Keys extends PairSink {
        private final Sink down;

        Keys(None ignored, Sink down) {
            super(down);
            this.down = down;
        }

        @Override
        public boolean readsValues() {
            return false;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(key);
        }
    }

    static final class Values extends PairSink {
        private final Sink down;

        Values(None ignored, Sink down) {
            super(down);
            this.down = down;
        }

        @Override
        public boolean readsKeys() {
            return false;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(value);
        }
    }

    static final class Swapped extends PairSink {
        private final Sink down;

        Swapped(None ignored, Sink down) {
            super(down);
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(value, key);
        }
    }

    /** Stands where a template takes a function and needs none. */
    enum None {
        NONE
    }
}
