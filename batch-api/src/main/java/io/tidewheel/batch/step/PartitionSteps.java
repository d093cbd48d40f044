package io.tidewheel.batch.step;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.cursor.Throwing;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.IndexedPartitionFunction;
import io.tidewheel.function.PartitionFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Steps that see a partition as a whole, or know its number. */
@SuppressWarnings("unchecked") // a dataset of T gives rows of T
public final class PartitionSteps {
    private PartitionSteps() {}

    public static Step mapPartitions(PartitionFunction<?, ?> function) {
        return new Mapped((PartitionFunction<Object, Object>) function);
    }

    public static Step mapPartitionsWithIndex(IndexedPartitionFunction<?, ?> function) {
        return new Indexed((IndexedPartitionFunction<Object, Object>) function);
    }

    /** Each partition becomes one row: the list of its elements. */
    public static Step glom() {
        return new Mapped(elements -> {
            List<Object> all = new ArrayList<>();
            elements.forEachRemaining(element -> all.add(LentValues.kept(element)));
            return List.<Object>of(all).iterator();
        });
    }

    /** Each partition becomes one row: what {@code action} makes of it. */
    public static Step resultOf(Action<?> action) {
        return new ResultOf(action);
    }

    public static Step pipe(List<String> command, Map<String, String> environment) {
        return new PipeStep(List.copyOf(command), Map.copyOf(environment));
    }

    /** Each row of an only partition becomes the key of its number. */
    public static Step zipWithIndex() {
        return new Numbered("zipWithIndex", Numbered.BY_PARTITION, 1);
    }

    /** Each row becomes the key of its number: consecutive over all partitions. */
    public static Step zipWithIndex(long computedStarts) {
        return new Numbered("zipWithIndex", computedStarts, 1);
    }

    /** Each row becomes the key of a number no other has: partition + n * partitions. */
    public static Step zipWithUniqueId(int partitions) {
        return new Numbered("zipWithUniqueId", Numbered.BY_PARTITION, partitions);
    }

    private record Mapped(PartitionFunction<Object, Object> function) implements Step.Whole {
        Mapped {
            Given.function("mapPartitions", function);
        }

        @Override
        public String name() {
            return "mapPartitions";
        }

        @Override
        public Cursor open(Cursor up, TaskContext context) throws Exception {
            Iterator<Object> made = function.map((Iterator<Object>) new CursorIterator(up));
            return new IteratorCursor(checked(name(), context, made), -1, up, context::checkCancelled);
        }
    }

    private record ResultOf(Action<?> action) implements Step.Whole {
        @Override
        public String name() {
            return action.name();
        }

        @Override
        public Cursor open(Cursor up, TaskContext context) {
            return new IteratorCursor(new LazyResult(action, up, context), 1, up);
        }
    }

    /** Reads nothing before it is asked for its one element. */
    private static final class LazyResult implements Iterator<@Nullable Object> {
        private final Action<?> action;
        private final Cursor up;
        private final TaskContext context;
        private boolean given;

        LazyResult(Action<?> action, Cursor up, TaskContext context) {
            this.action = action;
            this.up = up;
            this.context = context;
        }

        @Override
        public boolean hasNext() {
            return !given;
        }

        @Override
        public @Nullable Object next() {
            if (given) {
                throw new NoSuchElementException(action.name() + " gives one result for each partition");
            }
            given = true;
            try {
                return action.run(up, context);
            } catch (Exception e) {
                throw Throwing.sneak(e);
            }
        }
    }

    private record Indexed(IndexedPartitionFunction<Object, Object> function) implements Step.Whole {
        Indexed {
            Given.function("mapPartitionsWithIndex", function);
        }

        @Override
        public String name() {
            return "mapPartitionsWithIndex";
        }

        @Override
        public Cursor open(Cursor up, TaskContext context) throws Exception {
            Iterator<Object> made = function.map(context.partition(), (Iterator<Object>) new CursorIterator(up));
            return new IteratorCursor(checked(name(), context, made), -1, up, context::checkCancelled);
        }
    }

    private static Iterator<Object> checked(String name, TaskContext context, @Nullable Iterator<Object> made) {
        if (made == null) {
            throw NullResults.of(
                    name,
                    "partition " + context.partition(),
                    "an Iterator",
                    "return Collections.emptyIterator() for no elements");
        }
        return made;
    }

    /** Numbers rows from a start that depends on the partition. */
    private record Numbered(String name, long computedStarts, long stride) implements Step.PerRow {
        static final long BY_PARTITION = -1;

        @Override
        public Sink push(Sink down, TaskContext context) {
            int partition = context.partition();
            long start =
                    computedStarts == BY_PARTITION ? partition : ((long[]) context.computed(computedStarts))[partition];
            return new NumberedSink(start, stride, down);
        }
    }

    private static final class NumberedSink extends Sink {
        private final long stride;
        private final Sink down;
        private long next;

        NumberedSink(long start, long stride, Sink down) {
            super(down);
            this.next = start;
            this.stride = stride;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            long number = next;
            next += stride;
            down.accept(row, number);
        }
    }
}
