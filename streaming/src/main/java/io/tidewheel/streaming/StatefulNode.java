package io.tidewheel.streaming;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Rows;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.state.UpdateFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step with state, which is kept under a name. Immutable; equal only to itself.
 *
 * @param <D> the dataset it becomes
 */
abstract sealed class StatefulNode<D extends Rows<?>> extends StreamNode<D> implements KeepsState {
    final String name;
    final boolean isNamed;

    private StatefulNode(String name, boolean isNamed) {
        this.name = name;
        this.isNamed = isNamed;
    }

    @Override
    abstract StatefulNode<D> named(String given);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean isNamed() {
        return isNamed;
    }

    @Override
    public List<String> stores() {
        return List.of(name);
    }

    /** What its state is at first: keys with states; null for nothing. */
    @Nullable
    KeyedDataset<?, ?> initial() {
        return null;
    }

    @Override
    final String origin() {
        return name;
    }

    /** A running aggregation by key. */
    static final class Aggregated<K, V, R> extends StatefulNode<KeyedDataset<K, R>> {
        final StreamNode<KeyedDataset<K, V>> input;
        final Aggregator<? super V, ?, R> aggregator;

        private Aggregated(
                StreamNode<KeyedDataset<K, V>> input,
                Aggregator<? super V, ?, R> aggregator,
                String name,
                boolean isNamed) {
            super(name, isNamed);
            this.input = input;
            this.aggregator = aggregator;
        }

        /** Named by its input, unless somebody names it. */
        static <K, V, R> Aggregated<K, V, R> of(
                StreamNode<KeyedDataset<K, V>> input, Aggregator<? super V, ?, R> aggregator) {
            return new Aggregated<>(input, aggregator, "aggregate(" + input.origin() + ")", false);
        }

        @Override
        Aggregated<K, V, R> named(String given) {
            return new Aggregated<>(input, aggregator, given, true);
        }

        @Override
        public StateSchema schema() throws Exception {
            return StateSchema.of(aggregator);
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        KeyedDataset<K, R> build(Assembly assembly) {
            return assembly.aggregated(this);
        }
    }

    /** A function of each value and of what is kept of its key. */
    static final class MappedWithState<K, V, S, R> extends StatefulNode<Dataset<R>> {
        final StreamNode<KeyedDataset<K, V>> input;
        final StateSpec<? super K, ? super V, S, ? extends R> spec;

        private MappedWithState(
                StreamNode<KeyedDataset<K, V>> input,
                StateSpec<? super K, ? super V, S, ? extends R> spec,
                String name,
                boolean isNamed) {
            super(name, isNamed);
            this.input = input;
            this.spec = spec;
        }

        /** Named by its input, unless somebody names it. */
        static <K, V, S, R> MappedWithState<K, V, S, R> of(
                StreamNode<KeyedDataset<K, V>> input, StateSpec<? super K, ? super V, S, ? extends R> spec) {
            return new MappedWithState<>(input, spec, "mapWithState(" + input.origin() + ")", false);
        }

        @Override
        MappedWithState<K, V, S, R> named(String given) {
            return new MappedWithState<>(input, spec, given, true);
        }

        @Override
        public StateSchema schema() {
            return spec.schema();
        }

        @Override
        @Nullable
        KeyedDataset<?, ?> initial() {
            return spec.initialState();
        }

        @Override
        public List<String> stores() {
            return List.of(name, States.ofTimers(name));
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        Dataset<R> build(Assembly assembly) {
            return assembly.mappedWithState(this);
        }
    }

    /** An aggregation by key and window of event time. */
    static final class WindowAggregated<K, V, R> extends StatefulNode<KeyedDataset<Windowed<K>, R>> {
        final StreamNode<KeyedDataset<K, Timestamped<V>>> input;
        final WindowSpec windows;
        final WatermarkGroup watermark;
        final Aggregator<? super V, ?, R> aggregator;

        private WindowAggregated(
                StreamNode<KeyedDataset<K, Timestamped<V>>> input,
                WindowSpec windows,
                Aggregator<? super V, ?, R> aggregator,
                String name,
                boolean isNamed) {
            super(name, isNamed);
            this.input = input;
            this.windows = windows;
            this.watermark = WatermarkGroup.of(input);
            this.aggregator = aggregator;
        }

        /** Named by its input, unless somebody names it. */
        static <K, V, R> WindowAggregated<K, V, R> of(
                StreamNode<KeyedDataset<K, Timestamped<V>>> input,
                WindowSpec windows,
                Aggregator<? super V, ?, R> aggregator) {
            return new WindowAggregated<>(input, windows, aggregator, "windows(" + input.origin() + ")", false);
        }

        @Override
        WindowAggregated<K, V, R> named(String given) {
            return new WindowAggregated<>(input, windows, aggregator, given, true);
        }

        @Override
        public StateSchema schema() throws Exception {
            return StateSchema.of(aggregator)
                    .with("windows", windows.shape().stateShape())
                    .with("output mode", windows.mode().name());
        }

        @Override
        public List<String> stores() {
            return windows.isSessions() ? List.of(name, States.ofTimers(name)) : List.of(name);
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        KeyedDataset<Windowed<K>, R> build(Assembly assembly) {
            return assembly.windowed(this);
        }
    }

    /** A function of an interval's values of each key and of what is kept of it, for all keys of which something is. */
    static final class Updated<K, V, S> extends StatefulNode<KeyedDataset<K, S>> {
        final StreamNode<KeyedDataset<K, V>> input;
        final UpdateFunction<? super V, S> function;
        private final @Nullable KeyedDataset<K, S> initial;
        private final @Nullable Class<? super S> type;

        private Updated(
                StreamNode<KeyedDataset<K, V>> input,
                UpdateFunction<? super V, S> function,
                @Nullable KeyedDataset<K, S> initial,
                @Nullable Class<? super S> type,
                String name,
                boolean isNamed) {
            super(name, isNamed);
            this.input = input;
            this.function = function;
            this.initial = initial;
            this.type = type;
        }

        /** Named by its input, unless somebody names it. */
        static <K, V, S> Updated<K, V, S> of(
                StreamNode<KeyedDataset<K, V>> input,
                UpdateFunction<? super V, S> function,
                @Nullable KeyedDataset<K, S> initial,
                @Nullable Class<? super S> type) {
            return new Updated<>(input, function, initial, type, "updateStateByKey(" + input.origin() + ")", false);
        }

        @Override
        Updated<K, V, S> named(String given) {
            return new Updated<>(input, function, initial, type, given, true);
        }

        @Override
        public StateSchema schema() {
            return type == null ? StateSchema.UNKNOWN : StateSchema.of(type);
        }

        @Override
        @Nullable
        KeyedDataset<?, ?> initial() {
            return initial;
        }

        @Override
        String perInterval() {
            return "updateStateByKey";
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        KeyedDataset<K, S> build(Assembly assembly) {
            return assembly.updated(this);
        }
    }

    /** The value of each key over a window, from which what leaves it is taken away. */
    static final class WindowReduced<K, V> extends StatefulNode<KeyedDataset<K, V>> {
        final StreamNode<KeyedDataset<K, V>> input;
        final WindowReduction<K, V> reduction;
        private final boolean keepsPanes;

        private WindowReduced(
                StreamNode<KeyedDataset<K, V>> input, WindowReduction<K, V> reduction, String name, boolean isNamed) {
            super(name, isNamed);
            this.input = input;
            this.reduction = reduction;
            this.keepsPanes = input.isOfState();
        }

        /** Named by its input, unless somebody names it. */
        static <K, V> WindowReduced<K, V> of(
                StreamNode<KeyedDataset<K, V>> input, String operation, WindowReduction<K, V> reduction) {
            return new WindowReduced<>(input, reduction, operation + "(" + input.origin() + ")", false);
        }

        @Override
        WindowReduced<K, V> named(String given) {
            return new WindowReduced<>(input, reduction, given, true);
        }

        /** True if what leaves it cannot be computed again, and is state too. */
        boolean keepsPanes() {
            return keepsPanes;
        }

        @Override
        public StateSchema schema() {
            return reduction.schema(keepsPanes);
        }

        @Override
        public List<String> stores() {
            return keepsPanes ? List.of(name, States.ofPanes(name)) : List.of(name);
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        String perInterval() {
            return "a window";
        }

        @Override
        KeyedDataset<K, V> build(Assembly assembly) {
            return assembly.windowReduced(this);
        }

        @Override
        public String toString() {
            return reduction.span() + " over '" + input.origin() + "', with an inverse";
        }
    }
}
