package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.schedule.PreparedPlan;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one partition after the other, as its elements are asked for. */
final class LocalIterator<T> implements Iterator<T> {
    private final Rows<?> rows;
    private final Action<List<T>> action = Actions.collect();
    private final PreparedPlan<List<T>> plan;
    private final JobRunner.Tracked tracked; // released once all partitions were read
    private Iterator<T> elements = Collections.emptyIterator();
    private int next;

    LocalIterator(Rows<?> rows) {
        this.rows = rows;
        this.plan = rows.jobs().prepare(rows.node(), action);
        this.tracked = rows.jobs().track(this, plan);
        if (rows.partitionCount() == 0) {
            rows.jobs().release(tracked);
        }
    }

    @Override
    public boolean hasNext() {
        while (!elements.hasNext() && next < rows.partitionCount()) {
            List<@Nullable List<T>> part = rows.jobs().run(plan, action, rows.name(), List.of(next++));
            elements = Objects.requireNonNull(part.get(0)).iterator();
            if (next == rows.partitionCount()) {
                rows.jobs().release(tracked);
            }
        }
        return elements.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(rows + " has no more elements");
        }
        return elements.next();
    }
}
