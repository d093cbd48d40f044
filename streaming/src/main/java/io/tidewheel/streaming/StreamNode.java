package io.tidewheel.streaming;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Rows;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.streaming.source.StreamSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One step of a query's description. Immutable; equal only to itself. An {@link Assembly} makes datasets of it, for so
 * many partitions as a batch was planned with.
 *
 * @param <D> the dataset it becomes
 */
abstract sealed class StreamNode<D extends Rows<?>>
        permits StreamNode.Input,
                StreamNode.Step,
                StreamNode.Both,
                StreamNode.Persisted,
                StreamNode.Snapshots,
                StreamNode.Stamped,
                StreamNode.Late,
                StreamNode.Paned,
                StreamNode.ResultOf,
                StatefulNode {
    /** The names of the sources it reads, in the order they were first used, joined by "+". */
    String origin() {
        return inputs().stream().map(StreamNode::origin).distinct().collect(Collectors.joining("+"));
    }

    abstract List<StreamNode<?>> inputs();

    /** The operation's name, if its result is that of an interval, so that the query needs one; else null. */
    @Nullable
    String perInterval() {
        return null;
    }

    /** True if it gives rows in every interval, also when there is no input. */
    boolean givesAlways() {
        return false;
    }

    /** The same step with its state under another name; null if it keeps none. */
    @Nullable
    StreamNode<D> named(String given) {
        return null;
    }

    abstract D build(Assembly assembly);

    /** These steps and all that they are made of. */
    static Set<StreamNode<?>> under(Collection<? extends StreamNode<?>> nodes) {
        Set<StreamNode<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<StreamNode<?>> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            StreamNode<?> node = open.pop();
            if (seen.add(node)) {
                node.inputs().forEach(open::push);
            }
        }
        return seen;
    }

    /** True if its rows cannot be computed again from the sources, because they depend on a state. */
    final boolean isOfState() {
        return under(List.of(this)).stream().anyMatch(StatefulNode.class::isInstance);
    }

    /** Where a stream begins. */
    static final class Input<T> extends StreamNode<Dataset<T>> {
        final String name;
        final StreamSource<T> source;

        Input(String name, StreamSource<T> source) {
            this.name = name;
            this.source = source;
        }

        @Override
        String origin() {
            return name;
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of();
        }

        @Override
        Dataset<T> build(Assembly assembly) {
            return assembly.input(this);
        }
    }

    /** A step without state: what a dataset's own operation does. */
    static final class Step<I extends Rows<?>, D extends Rows<?>> extends StreamNode<D> {
        private final StreamNode<I> input;
        private final Function<I, D> operation;
        private final @Nullable String perInterval;
        private final boolean givesAlways;

        Step(StreamNode<I> input, Function<I, D> operation) {
            this(input, operation, null, false);
        }

        private Step(StreamNode<I> input, Function<I, D> operation, @Nullable String perInterval, boolean givesAlways) {
            this.input = input;
            this.operation = operation;
            this.perInterval = perInterval;
            this.givesAlways = givesAlways;
        }

        /** One that makes its result of the rows of an interval. */
        static <I extends Rows<?>, D extends Rows<?>> Step<I, D> perInterval(
                String name, StreamNode<I> input, Function<I, D> operation) {
            return new Step<>(input, operation, name, false);
        }

        /** One that makes a result of the rows of an interval, also if there is none. */
        static <I extends Rows<?>, D extends Rows<?>> Step<I, D> always(
                String name, StreamNode<I> input, Function<I, D> operation) {
            return new Step<>(input, operation, name, true);
        }

        @Override
        @Nullable
        String perInterval() {
            return perInterval;
        }

        @Override
        boolean givesAlways() {
            return givesAlways;
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        D build(Assembly assembly) {
            return operation.apply(assembly.of(input));
        }
    }

    /** A step without state over two: what an operation of one dataset with another does. */
    static final class Both<L extends Rows<?>, R extends Rows<?>, D extends Rows<?>> extends StreamNode<D> {
        private final StreamNode<L> left;
        private final StreamNode<R> right;
        private final BiFunction<L, R, D> operation;
        private final @Nullable String perInterval;

        Both(StreamNode<L> left, StreamNode<R> right, BiFunction<L, R, D> operation) {
            this(left, right, operation, null);
        }

        /** @param perInterval the operation's name, if it makes its result of the rows of an interval */
        Both(StreamNode<L> left, StreamNode<R> right, BiFunction<L, R, D> operation, @Nullable String perInterval) {
            this.left = left;
            this.right = right;
            this.operation = operation;
            this.perInterval = perInterval;
        }

        @Override
        @Nullable
        String perInterval() {
            return perInterval;
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(left, right);
        }

        @Override
        D build(Assembly assembly) {
            return operation.apply(assembly.of(left), assembly.of(right));
        }
    }

    /** Rows that are kept for the rest of their batch. */
    static final class Persisted<D extends Rows<?>> extends StreamNode<D> {
        private final StreamNode<D> input;
        private final StorageLevel level;

        Persisted(StreamNode<D> input, StorageLevel level) {
            this.input = input;
            this.level = level;
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        D build(Assembly assembly) {
            return assembly.persisted(input, level);
        }
    }

    /** All keys with their state after each batch of a step that maps with state. */
    static final class Snapshots<K, S> extends StreamNode<KeyedDataset<K, S>> {
        final StatefulNode.MappedWithState<K, ?, S, ?> step;

        Snapshots(StatefulNode.MappedWithState<K, ?, S, ?> step) {
            this.step = step;
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(step);
        }

        @Override
        KeyedDataset<K, S> build(Assembly assembly) {
            return assembly.snapshots(this);
        }
    }

    /** Rows with their times: where a watermark begins. */
    static final class Stamped<T> extends StreamNode<Dataset<Timestamped<T>>> {
        final String name;
        final boolean isNamed;
        final StreamNode<Dataset<T>> input;
        final EventTime<? super T> eventTime;

        private Stamped(StreamNode<Dataset<T>> input, EventTime<? super T> eventTime, String name, boolean isNamed) {
            this.input = input;
            this.eventTime = eventTime;
            this.name = name;
            this.isNamed = isNamed;
        }

        /** Named by its input, unless somebody names it. */
        static <T> Stamped<T> of(StreamNode<Dataset<T>> input, EventTime<? super T> eventTime) {
            return new Stamped<>(input, eventTime, input.origin(), false);
        }

        @Override
        Stamped<T> named(String given) {
            return new Stamped<>(input, eventTime, given, true);
        }

        @Override
        String origin() {
            return isNamed ? name : input.origin();
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        Dataset<Timestamped<T>> build(Assembly assembly) {
            return assembly.stamped(this);
        }
    }

    /** Rows that come too late for all their windows. */
    static final class Late<K, V> extends StreamNode<KeyedDataset<K, V>> {
        final StreamNode<KeyedDataset<K, Timestamped<V>>> input;
        final WindowSpec windows;
        final WatermarkGroup watermark;

        Late(StreamNode<KeyedDataset<K, Timestamped<V>>> input, WindowSpec windows) {
            this.input = input;
            this.windows = windows;
            this.watermark = WatermarkGroup.of(input);
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        KeyedDataset<K, V> build(Assembly assembly) {
            return assembly.late(this);
        }
    }

    /**
     * A step that looks at several batches: what each of them gave to it is stored, as a pane. Panes of rows that depend on
     * a state are kept as state of this step, under its name.
     */
    abstract static sealed class Paned<D extends Rows<?>> extends StreamNode<D> implements KeepsState {
        final StreamNode<D> input;
        final String operation;
        private final boolean isKept;
        private final String name;
        private final boolean isNamed;

        private Paned(StreamNode<D> input, String operation, @Nullable String name) {
            this.input = input;
            this.operation = operation;
            this.isKept = input.isOfState();
            this.name = name == null ? operation + "(" + input.origin() + ")" : name;
            this.isNamed = name != null;
        }

        /** True if its panes are state. */
        final boolean isKept() {
            return isKept;
        }

        @Override
        public final String name() {
            return name;
        }

        @Override
        public final boolean isNamed() {
            return isNamed;
        }

        @Override
        public final StateSchema schema() {
            return new StateSchema(Map.of("panes", operation));
        }

        @Override
        public final List<String> stores() {
            return isKept ? List.of(name) : List.of();
        }

        @Override
        final String origin() {
            return isKept ? name : input.origin();
        }

        @Override
        final List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        final String perInterval() {
            return operation;
        }

        @Override
        final D build(Assembly assembly) {
            return assembly.paned(this);
        }
    }

    /** At each slide, the rows of the batches in a window. */
    static final class Sliding<D extends Rows<?>> extends Paned<D> {
        final WindowSpan span;

        Sliding(StreamNode<D> input, String operation, WindowSpan span) {
            this(input, operation, span, null);
        }

        private Sliding(StreamNode<D> input, String operation, WindowSpan span, @Nullable String name) {
            super(input, operation, name);
            this.span = span;
        }

        @Override
        @Nullable
        StreamNode<D> named(String given) {
            return isKept() ? new Sliding<>(input, operation, span, given) : null;
        }

        @Override
        public String toString() {
            return span + " over '" + input.origin() + "'";
        }
    }

    /** Lets its rows through, and knows for a while which they were. */
    static final class Remembered<D extends Rows<?>> extends Paned<D> {
        final long keepMillis;

        /** Those of the query that runs with this description; null while none does. Set by its thread. */
        final AtomicReference<@Nullable Slices<D>> slices = new AtomicReference<>();

        Remembered(StreamNode<D> input, long keepMillis) {
            this(input, keepMillis, null);
        }

        private Remembered(StreamNode<D> input, long keepMillis, @Nullable String name) {
            super(input, "remember", name);
            this.keepMillis = keepMillis;
        }

        @Override
        @Nullable
        StreamNode<D> named(String given) {
            return isKept() ? new Remembered<>(input, keepMillis, given) : null;
        }

        @Override
        public String toString() {
            return "the last " + keepMillis + " ms of '" + input.origin() + "'";
        }
    }

    /** What a step with state comes to for whoever describes the query: naming it names that state. */
    static final class ResultOf<I extends Rows<?>, D extends Rows<?>> extends StreamNode<D> {
        private final StreamNode<I> input;
        private final Function<I, D> operation;

        ResultOf(StreamNode<I> input, Function<I, D> operation) {
            this.input = input;
            this.operation = operation;
        }

        @Override
        @Nullable
        StreamNode<D> named(String given) {
            StreamNode<I> named = input.named(given);
            return named == null ? null : new ResultOf<>(named, operation);
        }

        @Override
        List<StreamNode<?>> inputs() {
            return List.of(input);
        }

        @Override
        D build(Assembly assembly) {
            return operation.apply(assembly.of(input));
        }
    }
}
