package io.tidewheel.api;

import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Plan;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.schedule.Backend;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Runs the jobs of one session; knows when none may run. Thread-safe. */
final class JobRunner implements AutoCloseable {
    private final String session;
    private final Backend backend;
    private final JobProperties properties;
    private final AtomicLong ids = new AtomicLong();
    private final Merges merges = new Merges();
    private final Set<Tracked> open = ConcurrentHashMap.newKeySet(); // plans of iterators not read to their end
    private final ReferenceQueue<Object> forgotten = new ReferenceQueue<>();
    private final boolean checksClosures;
    private volatile boolean closed;

    /** The plan of a reader who may forget to close it. */
    static final class Tracked extends WeakReference<Object> {
        private final PreparedPlan<?> plan;

        private Tracked(Object reader, PreparedPlan<?> plan, ReferenceQueue<Object> forgotten) {
            super(reader, forgotten);
            this.plan = plan;
        }
    }

    JobRunner(String session, Backend backend, JobProperties properties, boolean checksClosures) {
        this.checksClosures = checksClosures;
        this.session = session;
        this.backend = backend;
        this.properties = properties;
    }

    /** A number no cached or computed rows of this session have. */
    long nextId() {
        return ids.incrementAndGet();
    }

    /**
     * Runs an action over all partitions.
     *
     * @param operation what the user called
     * @param name the dataset's, or empty
     */
    <R> List<@Nullable R> run(PlanNode root, Action<R> action, String operation, String name) {
        checkUsable(operation);
        try (PreparedPlan<R> plan = prepare(root, action)) {
            return plan.run(options(operation, name));
        }
    }

    /** Runs a prepared action over some partitions. */
    <R> List<@Nullable R> run(PreparedPlan<R> plan, Action<R> action, String name, List<Integer> partitions) {
        checkUsable(action.name());
        return plan.run(options(action.name(), name).withPartitions(partitions));
    }

    /** What tasks are told of a sub-plan, told to the driver. Runs a job unless it is known. */
    <V> V value(Computed<V> computed) {
        checkUsable(computed.name());
        RunOptions options = RunOptions.ALL
                .withParameters(properties.parameters())
                .describedAs(computed.name(), properties.group(), properties.pool());
        return backend.value(computed, options);
    }

    /** The caller closes what it gets. */
    <R> PreparedPlan<R> prepare(PlanNode root, Action<R> action) {
        checkUsable(action.name());
        releaseForgotten();
        if (checksClosures) {
            ClosureCheck.check(action.name(), action);
        }
        return backend.prepare(new Plan<>(root, action));
    }

    /**
     * For plans whose reader may forget to release them: once the garbage collector has found out, the next job does,
     * and closing the session at the latest.
     */
    Tracked track(Object reader, PreparedPlan<?> plan) {
        Tracked tracked = new Tracked(reader, plan, forgotten);
        open.add(tracked);
        return tracked;
    }

    void release(Tracked tracked) {
        open.remove(tracked);
        tracked.plan.close();
    }

    private void releaseForgotten() {
        for (Reference<?> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
            release((Tracked) gone);
        }
    }

    /** How many plans are tracked and not released. */
    int openPlans() {
        return open.size();
    }

    /** The caller closes what it gets. */
    Merges.Merge merge(String operation) {
        Merges.Merge merge = merges.begin(operation, properties.group());
        if (closed) {
            merges.cancel(group -> true, wasClosed());
        }
        return merge;
    }

    void cancelGroup(String group, String reason) {
        backend.cancelGroup(group, reason);
        merges.cancel(group::equals, reason);
    }

    void cancelAll(String reason) {
        backend.cancelAll(reason);
        merges.cancel(group -> true, reason);
    }

    private String wasClosed() {
        return "session '" + session + "' was closed";
    }

    <R> String explain(PlanNode root, Action<R> action) {
        checkUsable("explain");
        try (PreparedPlan<R> plan = prepare(root, action)) {
            return plan.explain();
        }
    }

    void unpersist(long cachedId) {
        checkOpen();
        backend.unpersist(cachedId);
    }

    private RunOptions options(String operation, String name) {
        String description = properties.description();
        if (description.isEmpty()) {
            description = name.isEmpty() ? operation : operation + " of " + name;
        }
        return RunOptions.ALL
                .withParameters(properties.parameters())
                .describedAs(description, properties.group(), properties.pool());
    }

    /** @throws TidewheelException if the session is closed, or a task asks */
    void checkUsable(String operation) {
        TaskContext task = CurrentTask.get();
        if (task != null) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    operation + " was called inside a function that runs as " + task.attempt()
                            + "; jobs are run by the driver only: compute the value before and let the function"
                            + " use it, or join the two datasets");
        }
        checkOpen();
    }

    void checkOpen() {
        if (closed) {
            throw closed(session);
        }
    }

    static TidewheelException closed(String session) {
        return new TidewheelException(
                Kind.USER_FUNCTION,
                "session '" + session + "' is closed and can run nothing more; open another with Tidewheel.open()");
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        merges.cancel(group -> true, wasClosed());
        open.forEach(this::release);
        backend.close();
    }
}
