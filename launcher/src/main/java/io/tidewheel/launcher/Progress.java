package io.tidewheel.launcher;

import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.event.EngineEvent.JobEnded;
import io.tidewheel.engine.event.EngineEvent.JobStarted;
import io.tidewheel.engine.event.EngineEvent.StageEnded;
import io.tidewheel.engine.event.EngineEvent.StageStarted;
import io.tidewheel.engine.event.EngineEvent.TaskStarted;
import io.tidewheel.engine.event.EngineEvent.TaskSucceeded;
import io.tidewheel.engine.event.EngineListener;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Follows jobs and shows on a display how far they are; what is over soon is not shown. Thread-safe. */
final class Progress implements EngineListener, AutoCloseable {
    static final long PATIENCE_NANOS = 500_000_000;

    /** Where progress is shown; told only about jobs that take longer than the patience. */
    interface Display {
        /** @param done of {@code total} tasks, over all stages */
        void show(String job, int done, int total);

        /** The job that was shown is over. */
        void clear();
    }

    /** One job, changed by the listening thread alone. */
    private static final class Job {
        final String name;
        final long started;
        int total;
        int done;
        boolean isShown;

        Job(String name, long started, int total) {
            this.name = name;
            this.started = started;
            this.total = total;
        }
    }

    private final Display display;
    private final LongSupplier nanoTime;
    private final Executor afterPatience;
    private final Map<Long, Job> jobs = new HashMap<>();
    private boolean isWaiting; // for the patience to end

    /** @param afterPatience runs what it gets once {@link #PATIENCE_NANOS} have passed */
    Progress(Display display, LongSupplier nanoTime, Executor afterPatience) {
        this.display = display;
        this.nanoTime = nanoTime;
        this.afterPatience = afterPatience;
    }

    @Override
    public synchronized void on(EngineEvent event) {
        if (event instanceof JobStarted started) {
            String name = started.description().isEmpty() ? "job " + started.job() : started.description();
            jobs.put(started.job(), new Job(name, nanoTime.getAsLong(), started.tasks()));
            lookLater();
            return;
        }
        Job job = jobs.get(event.job());
        if (job == null) {
            return;
        }
        if (event instanceof JobEnded) {
            jobs.remove(event.job());
            if (job.isShown) {
                display.clear();
            }
        } else if (event instanceof TaskStarted started && started.recomputed()) {
            job.total++;
        } else if (event instanceof TaskSucceeded) {
            job.done++;
            job.total = Math.max(job.total, job.done);
            showWhenSlow(job);
        } else if (event instanceof StageStarted || event instanceof StageEnded) {
            showWhenSlow(job);
        }
    }

    /** A slow first task tells nothing for long: its job is shown all the same. */
    private void lookLater() {
        if (!isWaiting) {
            isWaiting = true;
            afterPatience.execute(this::look);
        }
    }

    private synchronized void look() {
        isWaiting = false;
        for (Job job : jobs.values()) {
            if (!job.isShown) {
                showWhenSlow(job);
            }
        }
        if (jobs.values().stream().anyMatch(job -> !job.isShown)) {
            lookLater();
        }
    }

    private void showWhenSlow(Job job) {
        if (job.isShown || nanoTime.getAsLong() - job.started > PATIENCE_NANOS) {
            job.isShown = true;
            display.show(job.name, job.done, job.total);
        }
    }

    /** Clears what is shown and forgets all jobs. */
    @Override
    public synchronized void close() {
        if (jobs.values().stream().anyMatch(job -> job.isShown)) {
            display.clear();
        }
        jobs.clear();
    }
}
