package io.tidewheel.batch.source;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list in memory, cut into slices of nearly equal length. Elements that can be changed are copied for each task that
 * reads them, so that no task sees what another did to them.
 */
public final class ListSource implements Source {
    private static final long serialVersionUID = 1L;
    private static final int ROWS_PER_LOOK = 1024;

    private final ArrayList<ArrayList<@Nullable Object>> slices;
    private final int rows;
    private final boolean shared; // nobody can change an element: no copies

    public ListSource(Collection<?> elements, int partitions) {
        List<@Nullable Object> all = new ArrayList<>(elements);
        this.rows = all.size();
        this.slices = new ArrayList<>(partitions);
        for (int p = 0; p < partitions; p++) {
            int from = (int) ((long) p * rows / partitions);
            int until = (int) ((p + 1L) * rows / partitions);
            slices.add(new ArrayList<>(all.subList(from, until)));
        }
        this.shared = all.stream().allMatch(Codecs::isImmutable);
    }

    @Override
    public int partitions() {
        return slices.size();
    }

    @Override
    public String describe() {
        return "list of " + rows;
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        return new Slice(slices.get(partition), shared ? null : context.codecs(), context);
    }

    /** Pushes some elements; hot chains have a loop of their own, whose call into the chain is inlined. */
    abstract static class Loop {
        abstract void push(Slice slice, int pause, Sink sink) throws Exception;
    }

    static final class Pushing extends Loop {
        @Override
        void push(Slice slice, int pause, Sink sink) throws Exception {
            Codecs copier = slice.copier;
            for (int index = slice.next; index < pause && !sink.done(); index++) {
                Object row = slice.rows.get(index);
                slice.next = index + 1; // before the row is pushed: where an error says it was
                sink.accept(copier == null ? row : copier.copy(row));
            }
        }
    }

    private static final class Slice implements Cursor {
        private final List<@Nullable Object> rows;
        private final @Nullable Codecs copier;
        private final TaskContext context;
        private int next;

        Slice(List<@Nullable Object> rows, @Nullable Codecs copier, TaskContext context) {
            this.rows = rows;
            this.copier = copier;
            this.context = context;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            Loop loop =
                    context.hot() ? Specialiser.fresh(Loop.class, Pushing.class, sink.getClass(), true) : new Pushing();
            while (next < rows.size() && !sink.done()) {
                context.checkCancelled();
                loop.push(this, Math.min(rows.size(), next + ROWS_PER_LOOK), sink);
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            if (next == rows.size()) {
                return false;
            }
            if (next % ROWS_PER_LOOK == 0) {
                context.checkCancelled();
            }
            Object row = rows.get(next++);
            sink.accept(copier == null ? row : copier.copy(row));
            return true;
        }

        @Override
        public long estimatedRows() {
            return (long) rows.size() - next;
        }

        @Override
        public long knownRows() {
            return estimatedRows();
        }

        @Override
        public String position() {
            return "record " + next;
        }
    }
}
