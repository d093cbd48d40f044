package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.block.BlockLostException;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.Outcome;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which task runs next, on which job's behalf, and what runs again when something is lost. */
final class Scheduler {
    /*
     * Scheduling is by demand, see Demand; which job is served is for JobQueue to say. Their state, this one's and that of
     * JobRun, StageRun and Outputs is owned by whoever holds this object's monitor, for microseconds. Tasks, user code, listeners and files run without it. Waking a thread takes longer than a small job,
     * so a worker that runs out of tasks looks out for more for a moment, and so does the caller for its job's end;
     * the caller never runs tasks itself, for a function that does not return must not keep cancelled callers.
     */
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

    /** A task whose inputs get lost again and again is not saved by one more try. */
    private static final int MOST_LOSSES = 8;

    private static final long SPIN_NANOS = 20_000;

    /** What ending a failed job needs, loaded now: where file descriptors have run out, classes in folders cannot be. */
    @SuppressWarnings("unused") // to be loaded is enough
    private static final List<Class<?>> NEEDED_TO_FAIL = List.of(
            Outcome.class,
            EngineEvent.JobEnded.class,
            EngineEvent.StageEnded.class,
            TidewheelException.class,
            Kind.class);

    private final LocalBackend backend;
    private final Executor executor;
    private final int slots;
    private final JobQueue jobs;
    private int busy; // slots in use
    private final AtomicInteger readyTasks =
            new AtomicInteger(); // of all jobs; changed under the monitor, looked at without
    private boolean lookingOut; // a worker waits a moment for more, its slot taken
    private @Nullable Thread lastWaiter;
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet(); // threads that have a slot
    private @Nullable String closed; // why no job starts any more; null while some may

    Scheduler(LocalBackend backend, Executor executor, LocalOptions options) {
        this.backend = backend;
        this.executor = executor;
        this.slots = options.slots();
        this.jobs = new JobQueue(options.fair());
    }

    /** Runs a job to its end; the caller finds its results, or its failure, in it. */
    void run(JobRun job, List<Integer> wanted) {
        synchronized (this) {
            if (closed != null) {
                job.failure = cancelled(job, closed);
                return;
            }
            jobs.add(job);
            lastWaiter = job.waiter;
            for (int partition : wanted) {
                job.demand.want(job.last(), partition);
            }
            if (backend.events().isHeard()) {
                int tasks = job.stages.stream()
                        .mapToInt(s -> s.wanted.cardinality())
                        .sum();
                int stages = (int)
                        job.stages.stream().filter(s -> !s.wanted.isEmpty()).count();
                backend.events().post(new EngineEvent.JobStarted(job.id, describe(job), stages, tasks));
            }
            offer(job);
            if (wanted.isEmpty()) {
                end(job, Outcome.SUCCEEDED, null);
            }
        }
        backend.events().deliver();
        boolean lends = lendSlot();
        startWorkers(0);
        await(job);
        if (lends) {
            takeSlotBack();
        }
        backend.events().await(job.endEvent);
    }

    /** A listener that runs a job may do so on the thread of a worker, whose slot may be the only one. */
    private boolean lendSlot() {
        boolean isWorker = workers.contains(Thread.currentThread());
        if (isWorker) {
            giveSlotBack();
        }
        return isWorker;
    }

    private synchronized void giveSlotBack() {
        busy--;
    }

    private synchronized void takeSlotBack() {
        busy++; // for a moment there may be one more than there are slots
    }

    private void offer(JobRun job) {
        readyTasks.addAndGet(job.demand.offer());
    }

    private static String describe(JobRun job) {
        return job.options.description().isEmpty() ? job.plan.actionName() : job.options.description();
    }

    // --- slots ---

    /** Starts threads for ready tasks, but for the {@code mine} that the calling thread is about to run itself. */
    private void startWorkers(int mine) {
        int start;
        synchronized (this) {
            int unserved = jobs.ready() - mine - (lookingOut ? 1 : 0);
            start = Math.max(0, Math.min(slots - busy, unserved));
            busy += start;
        }
        for (int i = 0; i < start; i++) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                rejected(start - i, e);
                return;
            }
        }
    }

    /** Slots were taken for threads that are not to be had. Jobs wait for those that run, if any do. */
    private void rejected(int taken, RejectedExecutionException why) {
        synchronized (this) {
            busy -= taken;
            String reason = closed != null ? closed : "no thread could be started for its tasks: " + why.getMessage();
            if (busy == 0 || closed != null) {
                jobs.matching(job -> true).forEach(job -> cancel(job, reason));
            }
        }
        backend.events().deliver();
    }

    /** Runs tasks until none is ready. A slot has been taken for this thread; it is given back at the end. */
    private void work() {
        boolean isOutermost = workers.add(Thread.currentThread()); // if the executor runs what it is given at once
        boolean slotIsMine = true;
        try {
            while (slotIsMine) {
                TaskRun task = nextOrNoSlot();
                if (task == null) {
                    slotIsMine = false;
                } else {
                    backend.events().deliver();
                    task.run();
                    slotIsMine = finished(task);
                    if (!slotIsMine) {
                        workers.remove(Thread.currentThread());
                    }
                    backend.events().deliver();
                    if (slotIsMine) {
                        startWorkers(1);
                    }
                }
            }
        } finally {
            if (isOutermost) {
                workers.remove(Thread.currentThread());
            }
            if (slotIsMine) { // this thread dies of something unforeseen: not so the session
                giveSlotBack();
                startWorkers(0);
            }
        }
    }

    /** The next task; null if there is none and the slot is given back. */
    private @Nullable TaskRun nextOrNoSlot() {
        synchronized (this) {
            TaskRun task = next();
            if (task == null && (lookingOut || !mayLookOut())) {
                busy--;
                return null;
            }
            lookingOut = task == null;
            if (task != null) {
                return task;
            }
        }
        return lookOut();
    }

    /** Not on a thread that calls actions itself, as when the executor runs what it is given on the caller's. */
    private boolean mayLookOut() {
        return !jobs.isAwaitedBy(Thread.currentThread()) && lastWaiter != Thread.currentThread();
    }

    /** Waits a moment for another task, as one of at most one thread; null if none came and the slot is given back. */
    private @Nullable TaskRun lookOut() {
        long until = System.nanoTime() + SPIN_NANOS;
        while (System.nanoTime() < until && readyTasks.get() == 0) {
            Thread.onSpinWait();
        }
        synchronized (this) {
            lookingOut = false;
            TaskRun task = next();
            if (task == null) {
                busy--;
            }
            return task;
        }
    }

    private @Nullable TaskRun next() {
        JobRun job = jobs.serve();
        JobRun.Ready ready = job == null ? null : job.ready.poll();
        if (ready == null) {
            return null;
        }
        readyTasks.decrementAndGet();
        StageRun stage = ready.stage();
        int partition = ready.partition();
        TaskAttempt attempt = new TaskAttempt(job.id, stage.stage.id(), partition, stage.attempts[partition]++);
        Outputs outputs = job.plan.outputs(stage.stage.id().number());
        TaskRun task = new TaskRun(backend, job, stage, attempt, stage.everDone.get(partition), outputs);
        job.running.add(task);
        job.started++;
        if (backend.events().isHeard()) {
            backend.events().post(new EngineEvent.TaskStarted(attempt, task.recomputed));
        }
        return task;
    }

    // --- outcomes ---

    /** Takes in what a task did; false if its slot has been given up on meanwhile. */
    private boolean finished(TaskRun task) {
        JobRun job = task.job;
        if (task.failure() == null) {
            task.keep();
        } else {
            task.drop();
        }
        synchronized (this) {
            if (!job.running.remove(task)) {
                task.discardKept();
                return false;
            }
            boolean interrupted = task.thread() == job.waiter && task.failure() instanceof InterruptedException;
            if (task.isCancelled()) {
                Thread.interrupted(); // it was meant for the task, not for what this thread does next
            } else if (interrupted && job.outcome() == null) {
                job.waiter.interrupt();
                cancel(job, "the calling thread was interrupted");
            }
            if (job.outcome() != null) {
                task.discardKept();
                if (job.running.isEmpty()) {
                    LockSupport.unpark(job.waiter);
                }
            } else if (task.failure() == null) {
                succeeded(task);
            } else {
                failedSurely(task, task.failure());
            }
        }
        return true;
    }

    /** A caller must not wait for ever because the reason of a failure could not be worked out. */
    private void failedSurely(TaskRun task, Throwable cause) {
        try {
            failed(task, cause);
        } catch (Throwable e) {
            e.addSuppressed(cause);
            end(task.job, Outcome.FAILED, untold(task, cause, e));
        }
    }

    /** Needs no class that is not loaded yet: where descriptors are short, none can be. */
    private static TidewheelException untold(TaskRun task, Throwable cause, Throwable obstacle) {
        if (obstacle instanceof LinkageError) {
            return new TidewheelException(
                    Kind.RESOURCE,
                    task.job.describe() + " failed, and so did loading the classes that tell why: " + cause + ", then "
                            + obstacle + "; raise the limit on open files (ulimit -n), or run fewer tasks at once with"
                            + " master local[N]",
                    obstacle);
        }
        return new TidewheelException(
                Kind.BUG,
                task.job.describe() + " failed: " + cause + "; telling more of it failed: " + obstacle,
                obstacle);
    }

    private void succeeded(TaskRun task) {
        JobRun job = task.job;
        StageRun stage = task.stage;
        int partition = task.attempt.partition();
        Outputs outputs = job.plan.outputs(stage.stage.id().number());
        if (outputs == null) {
            job.results[partition] = task.result();
        } else {
            task.owed.stream()
                    .forEach(reduce -> outputs.set(
                            partition, reduce, task.blocks().get(reduce) == null ? Outputs.EMPTY : Outputs.PRESENT));
        }
        stage.wanted.clear(partition);
        stage.everDone.set(partition);
        job.recomputed += (task.recomputed ? 1 : 0) + task.inputs.recomputedRows();
        if (backend.events().isHeard()) {
            backend.events().post(new EngineEvent.TaskSucceeded(task.attempt, task.metrics()));
        }
        if (stage.wanted.isEmpty()) {
            backend.events().post(new EngineEvent.StageEnded(job.id, stage.stage.id()));
            if (stage == job.last()) {
                end(job, Outcome.SUCCEEDED, null);
            } else {
                offer(job);
            }
        }
    }

    private void failed(TaskRun task, Throwable cause) {
        JobRun job = task.job;
        StageRun stage = task.stage;
        int partition = task.attempt.partition();
        job.demand.forgetTaken(task);
        boolean retry;
        if (JobFailure.isLoss(cause)) {
            if (cause instanceof BlockLostException lost && lost.key() instanceof OutputBlock output) {
                job.demand.outputLost(output, String.valueOf(cause.getMessage()));
            }
            retry = ++stage.losses[partition] <= MOST_LOSSES;
        } else {
            retry = ++stage.failures[partition] < backend.options().maxFailures();
        }
        if (backend.events().isHeard()) {
            backend.events().post(new EngineEvent.TaskFailed(task.attempt, JobFailure.text(cause), retry));
        }
        if (retry) {
            job.demand.wait(stage, partition);
            offer(job);
        } else {
            end(job, Outcome.FAILED, JobFailure.of(job, task, cause, stage.attempts[partition]));
        }
    }

    /** The blocks a task is about to read. If it is their only reader they count as taken from now on. */
    synchronized List<OutputBlock> present(JobRun job, int producer, int reducePartition, boolean exclusive) {
        return job.demand.present(producer, reducePartition, exclusive);
    }

    private void end(JobRun job, Outcome outcome, @Nullable TidewheelException failure) {
        if (job.outcome() != null) {
            return;
        }
        job.failure = failure;
        readyTasks.addAndGet(-job.ready.size());
        jobs.remove(job);
        if (backend.events().isHeard()) {
            job.endEvent = backend.events()
                    .post(new EngineEvent.JobEnded(
                            job.id,
                            outcome,
                            job.started,
                            job.recomputed,
                            failure == null ? "" : String.valueOf(failure.getMessage())));
        }
        job.end(outcome);
        if (outcome != Outcome.SUCCEEDED) {
            job.running.forEach(
                    task -> task.cancel(job.describe() + " " + outcome.name().toLowerCase(java.util.Locale.ROOT)));
        }
    }

    // --- waiting, cancelling ---

    private void await(JobRun job) {
        long spinUntil = 0;
        long giveUpAt = 0;
        boolean interrupted = false;
        while (true) {
            synchronized (this) {
                if (job.outcome() != null && job.running.isEmpty()) {
                    break;
                }
            }
            if (Thread.interrupted()) {
                interrupted = true;
                cancelIf(job, "the calling thread was interrupted");
            }
            long now = System.nanoTime();
            if (job.outcome() != null) {
                giveUpAt = giveUpAt == 0 ? now + backend.options().cancelGrace().toNanos() : giveUpAt;
                if (now >= giveUpAt) {
                    giveUpAndGoOn(job);
                    break;
                }
                LockSupport.parkNanos(job, giveUpAt - now);
            } else if (spinUntil == 0) {
                spinUntil = now + SPIN_NANOS;
            } else if (now < spinUntil) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(job);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves tasks alone that did not stop when told to; their slots are free again, their results go nowhere. */
    private synchronized void giveUp(JobRun job) {
        for (TaskRun task : job.running) {
            Thread thread = task.thread();
            log.warn(
                    "{} was told to stop and did not within {} s: its function does not react to interrupts; thread '{}'"
                            + " is left to itself",
                    task.attempt,
                    backend.options().cancelGrace().toSeconds(),
                    thread == null ? "?" : thread.getName());
            busy--;
        }
        job.running.clear();
    }

    private void giveUpAndGoOn(JobRun job) {
        giveUp(job);
        startWorkers(0);
    }

    private synchronized void cancelIf(JobRun job, String reason) {
        cancel(job, reason);
    }

    private void cancel(JobRun job, String reason) {
        end(job, Outcome.CANCELLED, cancelled(job, reason));
    }

    private static TidewheelException cancelled(JobRun job, String reason) {
        return new TidewheelException(Kind.CANCELLED, job.describe() + " was cancelled: " + reason);
    }

    void cancelJobs(java.util.function.Predicate<JobRun> which, String reason) {
        synchronized (this) {
            jobs.matching(which).forEach(job -> cancel(job, reason));
        }
        backend.events().deliver();
    }

    /** No job starts any more; what runs is cancelled. */
    void close(String reason) {
        synchronized (this) {
            closed = reason;
        }
        cancelJobs(job -> true, reason);
    }
}
