package io.tidewheel.engine.schedule;

import io.tidewheel.engine.event.EngineEvent.Outcome;
import io.tidewheel.engine.event.EventBus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of a plan. Owned by the scheduler's lock, but for what is final or volatile. */
final class JobRun {
    /** A partition of a stage that may run now. */
    record Ready(StageRun stage, int partition) {}

    final long id;
    final LocalPlan<?> plan;
    final RunOptions options;
    final Map<Long, Object> computed;
    final List<StageRun> stages;
    final @Nullable Object[] results; // by partition of the last stage
    final Demand demand;
    final Deque<Ready> ready = new ArrayDeque<>();
    final List<TaskRun> running = new ArrayList<>();
    final Thread waiter = Thread.currentThread(); // the thread that called run()
    int started; // attempts
    long lastServed; // when it got its last task, in tasks of the scheduler
    int recomputed;
    long endEvent; // its number

    @Nullable
    Throwable failure; // what the caller gets

    private volatile @Nullable Outcome outcome;

    JobRun(
            long id,
            LocalPlan<?> plan,
            RunOptions options,
            Map<Long, Object> computed,
            List<StageRun> stages,
            EventBus events) {
        this.id = id;
        this.plan = plan;
        this.options = options;
        this.computed = computed;
        this.stages = stages;
        this.demand = new Demand(this, events);
        this.results = new Object[stages.get(stages.size() - 1).stage.partitions()];
    }

    StageRun last() {
        return stages.get(stages.size() - 1);
    }

    String describe() {
        return "job " + id + " (" + (options.description().isEmpty() ? plan.actionName() : options.description()) + ")";
    }

    /** True if tasks of the stage have been offered and not all are done. */
    boolean isRunning(int number) {
        if (number < 0 || number >= stages.size()) {
            return false;
        }
        StageRun stage = stages.get(number);
        return stage.announced && !stage.wanted.isEmpty();
    }

    /** Null while it runs. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    void end(Outcome how) {
        outcome = how;
        ready.clear();
        LockSupport.unpark(waiter);
    }
}
