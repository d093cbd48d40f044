package io.tidewheel.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The jobs that run, and which of them is served next. Owned by the scheduler's lock. */
final class JobQueue {
    private final boolean fair;
    private final List<JobRun> jobs = new ArrayList<>(); // oldest first
    private long served; // tasks handed out

    JobQueue(boolean fair) {
        this.fair = fair;
    }

    void add(JobRun job) {
        jobs.add(job);
    }

    void remove(JobRun job) {
        jobs.remove(job);
    }

    List<JobRun> matching(Predicate<JobRun> which) {
        return jobs.stream().filter(which).toList();
    }

    /** Tasks that could run now. */
    int ready() {
        int ready = 0;
        for (JobRun job : jobs) {
            ready += job.ready.size();
        }
        return ready;
    }

    boolean isAwaitedBy(Thread thread) {
        for (JobRun job : jobs) {
            if (job.waiter == thread) {
                return true;
            }
        }
        return false;
    }

    /** The job whose turn it is, which counts as served; null if none has a task that could run. */
    @Nullable
    JobRun serve() {
        JobRun next = pick();
        if (next != null) {
            next.lastServed = ++served;
        }
        return next;
    }

    /** The oldest; or, if fair, of the pool with the fewest running tasks the job with the fewest; in turns. */
    private @Nullable JobRun pick() {
        JobRun best = null;
        for (JobRun job : jobs) {
            if (job.ready.isEmpty()) {
                continue;
            }
            if (best == null || (fair && servedLess(job, best))) {
                best = job;
            }
            if (!fair) {
                break;
            }
        }
        return best;
    }

    private boolean servedLess(JobRun one, JobRun other) {
        int pools = Integer.compare(running(one.options.pool()), running(other.options.pool()));
        long turns = lastServed(one.options.pool()) - lastServed(other.options.pool());
        int tasks = Integer.compare(one.running.size(), other.running.size());
        if (pools != 0 || turns != 0) {
            return pools != 0 ? pools < 0 : turns < 0;
        }
        return tasks != 0 ? tasks < 0 : one.lastServed < other.lastServed;
    }

    /** With one slot nothing runs when a task is chosen: pools take turns, however many jobs they have. */
    private long lastServed(String pool) {
        return jobs.stream()
                .filter(job -> job.options.pool().equals(pool))
                .mapToLong(job -> job.lastServed)
                .max()
                .orElse(0);
    }

    private int running(String pool) {
        return jobs.stream()
                .filter(job -> job.options.pool().equals(pool))
                .mapToInt(job -> job.running.size())
                .sum();
    }
}
