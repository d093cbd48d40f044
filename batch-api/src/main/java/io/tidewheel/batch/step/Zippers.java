package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Crosser;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.ZipPartitionsFunction;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Two partitions become one, by place. */
public final class Zippers {
    private Zippers() {}

    /** Each left row is the key of the right row of the same place. */
    public static Zipper rows() {
        return new RowZipper();
    }

    public static Zipper partitions(ZipPartitionsFunction<?, ?, ?> function) {
        return new PartitionZipper(function);
    }

    /** Each left row is the key of each right row. */
    public static Crosser cartesian() {
        return new Cartesian();
    }

    private record RowZipper() implements Zipper {
        @Override
        public String name() {
            return "zip";
        }

        @Override
        public Cursor open(Cursor left, Cursor right, TaskContext context) {
            return new ZipCursor(left, right, context.partition());
        }
    }

    private record PartitionZipper(ZipPartitionsFunction<?, ?, ?> function) implements Zipper {
        PartitionZipper {
            Given.function("zipPartitions", function);
        }

        @Override
        public String name() {
            return "zipPartitions";
        }

        @Override
        @SuppressWarnings("unchecked") // the datasets give rows of the function's types
        public Cursor open(Cursor left, Cursor right, TaskContext context) throws Exception {
            ZipPartitionsFunction<Object, Object, Object> typed =
                    (ZipPartitionsFunction<Object, Object, Object>) function;
            Iterator<Object> made = typed.map(
                    (Iterator<Object>) new CursorIterator(left), (Iterator<Object>) new CursorIterator(right));
            if (made == null) {
                throw NullResults.of(
                        name(),
                        "partition " + context.partition(),
                        "an Iterator",
                        "return Collections.emptyIterator() for no elements");
            }
            return new IteratorCursor(made, -1, new Both(left, right), context::checkCancelled);
        }
    }

    private record Cartesian() implements Crosser {
        @Override
        public String name() {
            return "cartesian";
        }

        @Override
        public Cursor open(Cursor left, Opener right, TaskContext context) {
            return new CrossCursor(left, right, context);
        }
    }

    /** Takes one row and keeps it. */
    static final class Slot extends Sink {
        private @Nullable Object row;

        @Override
        public void accept(@Nullable Object value) {
            row = value;
        }

        @Nullable
        Object row() {
            return row;
        }
    }

    /** Two cursors to be closed together; gives no rows itself. */
    private static class Both implements Cursor {
        final Cursor left;
        final Cursor right;

        Both(Cursor left, Cursor right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (!sink.done() && advance(sink)) {
                // each advance pushes one
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            return false;
        }

        @Override
        public void close() throws IOException {
            try (right) {
                left.close();
            }
        }

        @Override
        public String position() {
            return left.position();
        }
    }

    private static final class ZipCursor extends Both {
        private final int partition;
        private final Slot leftRow = new Slot();
        private final Slot rightRow = new Slot();
        private long rows;

        ZipCursor(Cursor left, Cursor right, int partition) {
            super(left, right);
            this.partition = partition;
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            boolean hasLeft = left.advance(leftRow);
            boolean hasRight = right.advance(rightRow);
            if (hasLeft != hasRight) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "zip: in partition " + partition + " the " + (hasLeft ? "right" : "left")
                                + " side ended after " + rows + " elements and the other has more; both must have"
                                + " equally many in each partition: key both by their number (zipWithIndex) and join"
                                + " them");
            }
            if (hasLeft) {
                rows++;
                sink.accept(leftRow.row(), rightRow.row());
            }
            return hasLeft;
        }
    }

    private static final class CrossCursor implements Cursor {
        private final Cursor left;
        private final Crosser.Opener opener;
        private final TaskContext context;
        private final Slot leftRow = new Slot();
        private final Slot rightRow = new Slot();
        private @Nullable Cursor right; // open while a left row is in hand

        CrossCursor(Cursor left, Crosser.Opener opener, TaskContext context) {
            this.left = left;
            this.opener = opener;
            this.context = context;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (!sink.done() && advance(sink)) {
                // each advance pushes one
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            while (true) {
                Cursor rows = right;
                if (rows == null) {
                    context.checkCancelled();
                    if (!left.advance(leftRow)) {
                        return false;
                    }
                    rows = opener.open();
                    right = rows;
                }
                if (rows.advance(rightRow)) {
                    sink.accept(leftRow.row(), rightRow.row());
                    return true;
                }
                right = null;
                rows.close();
            }
        }

        @Override
        public void close() throws IOException {
            try (left) {
                Cursor rows = right;
                right = null;
                if (rows != null) {
                    rows.close();
                }
            }
        }

        @Override
        public String position() {
            return left.position();
        }
    }
}
