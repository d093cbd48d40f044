package io.tidewheel.batch.action;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest {@code limit} of any number of elements, equal ones in the order in which they came. */
public record Smallest<T>(int limit, Comparator<? super T> order) implements Serializable {
    /** Sorts and cuts: stable. Changes {@code elements}. */
    public List<T> of(List<T> elements) {
        elements.sort(order);
        if (elements.size() > limit) {
            elements.subList(limit, elements.size()).clear();
        }
        return elements;
    }

    static final class Sink extends ResultSink implements KeepsRows {
        private static final int LEAST_ROOM = 1024;

        private final Smallest<@Nullable Object> smallest;
        private final long room; // sort when there are so many: twice the limit makes the cost per row that of a heap
        private List<@Nullable Object> rows = new ArrayList<>();

        private final TaskContext context;

        Sink(Smallest<@Nullable Object> smallest, TaskContext context) {
            this.context = context;
            this.smallest = smallest;
            this.room = Math.max(LEAST_ROOM, 2L * smallest.limit());
        }

        @Override
        public void accept(@Nullable Object row) {
            Object own = LentValues.kept(row);
            rows.add(own);
            if (rows.size() >= room || own != row) { // lists of lent values are large: hold no more than are wanted
                rows = smallest.of(rows);
            }
        }

        @Override
        Object result() {
            List<@Nullable Object> found = smallest.of(rows);
            found.replaceAll(context::handedOut);
            return found;
        }
    }
}
