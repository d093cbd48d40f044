package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.USER_FUNCTION;

import io.tidewheel.engine.cursor.Throwing;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is common to accumulators. In a task, updates go to a partial result of that attempt, which the backend hands back
 * with the task's result; on the driver, they go to the total. Travels without the total.
 */
final class AccumulatorCell<A, R> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Changes an accumulator, or returns another. */
    @FunctionalInterface
    interface Update<A> {
        A apply(A accumulator) throws Exception;
    }

    private static final class Total<A> {
        private A accumulator; // guarded by this

        Total(A accumulator) {
            this.accumulator = accumulator;
        }
    }

    private final Long id; // boxed once: it is looked up at every update
    private final String session;
    private final String name;
    private final Aggregator<?, A, R> aggregator;
    private final transient @Nullable Total<A> total; // null where it has travelled to

    AccumulatorCell(long id, String session, String name, Aggregator<?, A, R> aggregator) {
        this.id = id;
        this.session = session;
        this.name = Objects.requireNonNull(name, "name");
        this.aggregator = Objects.requireNonNull(aggregator, "aggregator");
        this.total = new Total<>(created());
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    private A created() {
        try {
            return aggregator.create();
        } catch (Exception e) {
            throw new TidewheelException(
                    USER_FUNCTION, this + ": creating an empty one failed: " + e + "; correct its aggregator", e);
        }
    }

    void update(Update<A> update) {
        io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
        try {
            if (task == null) {
                updateTotal(update);
                return;
            }
            @SuppressWarnings("unchecked") // nobody else puts anything under this id
            A partial = (A) task.sideResults().get(id);
            A updated = update.apply(partial == null ? firstIn(task) : partial);
            if (updated != partial) {
                task.sideResults().put(id, updated);
            }
        } catch (Exception e) {
            throw Throwing.sneak(e);
        }
    }

    private A firstIn(io.tidewheel.engine.task.TaskContext task) throws Exception {
        if (!session.equals(task.services().session())) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    this + " of session '" + session + "' was updated in " + task.attempt() + " of session '"
                            + task.services().session() + "', where nobody can read it; make one with the session"
                            + " that runs the job");
        }
        return aggregator.create();
    }

    private void updateTotal(Update<A> update) throws Exception {
        Total<A> mine = total;
        if (mine == null) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    this + " was updated by a thread that runs no task; threads that a function starts itself must hand"
                            + " their values to the function's own thread, which then updates");
        }
        synchronized (mine) {
            mine.accumulator = update.apply(mine.accumulator);
        }
    }

    /** Adds what one task gathered. */
    @SuppressWarnings("unchecked") // it was made by update
    void merge(Object partial) throws Exception {
        updateTotal(accumulator -> aggregator.merge(accumulator, (A) partial));
    }

    R value() {
        Total<A> mine = onDriver("read");
        try {
            synchronized (mine) {
                return aggregator.finish(mine.accumulator);
            }
        } catch (TidewheelException e) {
            throw e;
        } catch (Exception e) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    this + ": making the result of what was added failed: " + e + "; correct its aggregator",
                    e);
        }
    }

    void reset() {
        Total<A> mine = onDriver("reset");
        synchronized (mine) {
            mine.accumulator = created();
        }
    }

    private Total<A> onDriver(String verb) {
        io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
        Total<A> mine = total;
        if (task != null || mine == null) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    this + " was " + verb + " inside a function that runs as "
                            + (task == null ? "part of a job" : task.attempt())
                            + "; tasks may only add to it: use its value on the driver, after the job");
        }
        return mine;
    }

    @Override
    public String toString() {
        return "accumulator '" + name + "'";
    }
}
