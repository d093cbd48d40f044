package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins batches when they are due, tries failed ones again, gives up. Knows no thread and never waits: whoever has it
 * calls {@link #turn}, waits until the time it names or until somebody wakes it, and calls again.
 */
final class QueryLoop implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(QueryLoop.class);
    private static final AtomicLong RUNS = new AtomicLong();

    /** There is nothing to wait for. */
    static final long OVER = Long.MIN_VALUE;

    private static final long SHORTEST_POLL_MILLIS = 1;
    private static final long LONGEST_POLL_MILLIS = 250;
    private static final long SELDOM_MILLIS = 10_000; // where sources wake the query
    private static final long LONGEST_RETRY_MILLIS = 60_000;
    private static final long DRAINING_RETRY_MILLIS = 2_000;

    private final Description query;
    private final SessionAccess session;
    private final Surroundings world;
    private final Listeners listeners;
    private final BackPressure pressure;
    private final int maxFailures;
    private final long retryMillis;
    private final Random jitter;
    private final String group;
    private final long epochAtStart; // with the next: a clock that nobody sets back
    private final long nanosAtStart;
    private volatile @Nullable QueryRun run; // changed by whoever turns the loop
    private @Nullable Planned open; // begun and not happened
    private long newestBegun = -1; // of the batches that this loop has begun, or found begun
    private long nextMillis = Long.MIN_VALUE; // before which no batch begins
    private long retryAtMillis = Long.MIN_VALUE; // a retry does not come earlier, whoever wakes the loop
    private long pollAtMillis = Long.MIN_VALUE; // before which nobody looks for input, unless there is news
    private long pollMillis = SHORTEST_POLL_MILLIS;
    private int failures; // of the batch, one after the other
    private boolean wasTriedAtOnce; // since the query drains
    private long lastRetryMillis = Long.MAX_VALUE; // after which a query that drains gives up a batch that fails
    private long batches;
    private @Nullable Stopwatch lastTimes; // of the last batch
    private boolean wasOpened;
    private boolean isOneBatch;
    private final AtomicLong asked = new AtomicLong(); // how often somebody wanted to know that all was read
    private volatile long answered; // so many of them know
    private long askedBeforePlan; // so many, when the batch that runs was planned
    private volatile boolean hasNews; // somebody says that there may be something to do
    private volatile boolean endsEventTime; // somebody wants all windows
    private volatile boolean isDraining;
    private volatile boolean isStopping;
    private volatile @Nullable QueryProgress progress;
    private volatile String doing = "starting";

    QueryLoop(Description query, SessionAccess session, Surroundings world) {
        this.query = query;
        this.session = session;
        this.world = world;
        this.listeners = new Listeners(query);
        this.pressure = new BackPressure(query.limits());
        this.maxFailures = query.session().configuration().get(Keys.BATCH_MAX_FAILURES);
        this.retryMillis =
                query.session().configuration().get(Keys.BATCH_RETRY_DELAY).toMillis();
        this.group = "query " + query.query() + " " + RUNS.incrementAndGet();
        this.epochAtStart = world.clock().epochMillis();
        this.nanosAtStart = world.clock().nanoTime();
        this.jitter = new Random(query.query().hashCode() ^ nanosAtStart); // apart from others that lost the same thing
    }

    /** Milliseconds since the epoch, as of the start: goes on evenly whoever sets the clock. */
    long nowMillis() {
        return epochAtStart + (world.clock().nanoTime() - nanosAtStart) / 1_000_000;
    }

    /** Takes the checkpoint and restores the query. */
    void recover() throws Exception {
        // a run that opens the checkpoint again lets whoever has taken it over in between have it
        RunParts parts = Recovery.recover(query, session, world, query.takeOver() && !wasOpened);
        wasOpened = true;
        QueryRun opened = new QueryRun(query, session, world, parts, group);
        run = opened;
        try {
            begin(opened);
        } catch (Exception | Error e) {
            run = null;
            Closing.after(e, opened);
            throw e;
        }
    }

    private void begin(QueryRun opened) throws Exception {
        RunParts parts = opened.parts();
        open = opened.replayed().orElse(null);
        if (query.trigger().ends()) {
            boolean all = parts.inputs().freezeEnd(); // in each run: its sources know nothing of those of the last one
            isOneBatch = !all || query.trigger().beginning() == Trigger.Beginning.ONCE;
            if (isOneBatch && query.limits().isAny()) {
                log.warn(
                        "query '{}' reads everything that is there in one batch ({}), which its limits do not make smaller",
                        query.query(),
                        all ? "its trigger says so" : "a source of it does not know where it ends");
            }
            boolean hasHappened = newestBegun >= 0 && parts.position().lastBatchId() >= newestBegun;
            if (isOneBatch && hasHappened) {
                isDraining = true; // though the run before did not hear of it
            }
        }
        newestBegun = open == null ? newestBegun : open.batchId();
        if (hasPace()) {
            nextMillis = nowMillis() + opened.times().untilFirstIntervalMillis();
        }
        listeners.started(parts.queryId(), parts.runId());
    }

    /**
     * Runs a batch if one is due.
     *
     * @return when to be called again, by {@link #nowMillis}; {@link #OVER} if the query has come to its end
     * @throws Exception if the query has failed for good
     */
    long turn() throws Exception {
        long asking = asked.get();
        try {
            if (isStopping) {
                return OVER;
            }
            boolean isAtOnce = isDraining && !wasTriedAtOnce;
            if (nowMillis() < retryAtMillis && !isAtOnce) {
                return retryAtMillis;
            }
            wasTriedAtOnce |= isAtOnce;
            if (run == null) {
                recover();
            }
            return turn(Objects.requireNonNull(run), asking);
        } catch (Exception e) {
            return failed(e);
        }
    }

    private long turn(QueryRun current, long asking) throws Exception {
        long now = nowMillis();
        Planned batch = open;
        if (batch == null) {
            if (isDraining) {
                current.parts().outputs().drained();
                return OVER;
            }
            if (now < nextMillis
                    || (now < pollAtMillis && !hasNews && current.times().untilDeadlineMillis() > 0)) {
                return idle(current, now);
            }
            hasNews = false;
            doing = "looking for input";
            batch = planned(current).orElse(null);
            if (batch == null) {
                answered = asking;
                return nothing(current, now);
            }
            askedBeforePlan = asking;
            newestBegun = batch.batchId();
            current.begin(batch);
            open = batch;
        }
        long known = QueryRun.hasInput(batch) ? answered : Math.max(answered, askedBeforePlan);
        runBatch(current, batch, now);
        answered = known;
        return open != null ? now : Math.max(now, nextMillis);
    }

    /** Once all input was read, windows may be asked for. */
    private Optional<Planned> planned(QueryRun current) throws Exception {
        Optional<Planned> ofInput = current.plan(limits(current), false);
        if (!endsEventTime || ofInput.filter(QueryRun::hasInput).isPresent()) {
            return ofInput;
        }
        endsEventTime = false;
        return current.plan(limits(current), true);
    }

    private long idle(QueryRun current, long now) throws Exception {
        boolean onGrid = query.trigger().beginning() == Trigger.Beginning.INTERVAL;
        if (onGrid && now >= nextMillis) {
            nextMillis = nextMillis(current, null, now); // nobody had anything this time
        }
        current.parts().outputs().tick(world.clock().epochMillis());
        long sinks = current.parts().outputs().nextDeadlineMillis();
        long untilSinks = sinks == Long.MAX_VALUE
                ? sinks
                : now + Math.max(0, sinks - world.clock().epochMillis());
        long untilBatch = current.times().untilDeadlineMillis();
        long deadline = untilBatch == Long.MAX_VALUE ? Long.MAX_VALUE : now + untilBatch;
        long input = Math.min(hasNews ? now : pollAtMillis, deadline);
        long untilInput = onGrid ? nextMillis : Math.max(nextMillis, input);
        return Math.min(Math.max(now, untilInput), untilSinks);
    }

    /** True if batches begin with the intervals of the query. */
    private boolean hasPace() {
        return query.interval() != null && !query.trigger().ends();
    }

    /**
     * When the next batch may begin.
     *
     * @param batch that began just now; null if there was nothing to do
     */
    private long nextMillis(QueryRun current, @Nullable Planned batch, long now) {
        return hasPace()
                ? now + current.times().untilNextIntervalMillis(batch)
                : query.trigger().nextMillis(now);
    }

    private long nothing(QueryRun current, long now) throws Exception {
        if (query.trigger().ends()) {
            current.parts().outputs().drained();
            return OVER;
        }
        doing = "waiting for input";
        if (current.parts().inputs().wake()) {
            pollAtMillis = now + SELDOM_MILLIS;
        } else if (query.trigger().beginning() != Trigger.Beginning.INTERVAL) {
            pollAtMillis = now + pollMillis;
            pollMillis = Math.min(LONGEST_POLL_MILLIS, pollMillis * 2);
        }
        return idle(current, now);
    }

    private Function<String, SourceLimit> limits(QueryRun current) {
        if (isOneBatch) {
            return source -> SourceLimit.NONE;
        }
        Map<String, SourceLimit> limits =
                pressure.limits(current.parts().inputs().behindRows());
        return source -> Objects.requireNonNull(limits.get(source));
    }

    private void runBatch(QueryRun current, Planned batch, long now) throws Exception {
        doing = "running batch " + batch.batchId();
        Stopwatch times = new Stopwatch(world.clock());
        pollMillis = SHORTEST_POLL_MILLIS;
        pollAtMillis = Long.MIN_VALUE;
        nextMillis = nextMillis(current, batch, now);
        Optional<Planned> next = current.run(batch, () -> dueNow(current, times), times);
        open = next.orElse(null);
        failures = 0;
        retryAtMillis = Long.MIN_VALUE;
        batches++;
        QueryProgress done = current.progress(batch, times, lastTimes);
        lastTimes = times;
        progress = done;
        observe(current, done.batchDurationMillis());
        doing = "waiting for the next trigger";
        log.info(
                "query '{}' batch {} committed: {} rows in {} ms",
                query.query(),
                batch.batchId(),
                done.numInputRows(),
                done.batchDurationMillis());
        listeners.progressed(done);
        if (isOneBatch) {
            isDraining = true;
        }
    }

    private void observe(QueryRun current, long millis) {
        long rows = 0;
        for (String source : query.inputs().keySet()) {
            rows += current.takenRows(source);
            pressure.observeBytes(source, current.parts().inputs().takenBytes(source), millis);
        }
        pressure.observe(rows, millis);
    }

    /** The batch that begins as soon as the running one is over; empty if it is not due. */
    private Optional<Planned> dueNow(QueryRun current, Stopwatch times) throws Exception {
        if (isDraining || isStopping || isOneBatch || nowMillis() < nextMillis) {
            return Optional.empty();
        }
        if (times.totalMillis() > query.limits().targetMillis()) {
            observe(current, times.totalMillis()); // not another batch of that size
        }
        long asking = asked.get();
        Optional<Planned> next = current.plan(limits(current), false);
        askedBeforePlan = asking;
        return next;
    }

    /** Decides what becomes of a failure: another attempt, or the end. */
    private long failed(Exception failure) throws Exception {
        Planned batch = open;
        QueryRun current = run;
        if (isStopping) {
            return OVER; // whatever was interrupted: the next start runs the batch again
        }
        failures++;
        Kind kind = failure instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        boolean isFinal = kind == Kind.FENCED || kind == Kind.CHECKPOINT || kind == Kind.CANCELLED;
        boolean isLost =
                current != null && current.isOver() && query.checkpoint() == null; // nobody else knows its state
        long wait = pause();
        if (isFinal || isLost || failures >= maxFailures || !mayWait(wait)) {
            throw Failures.ofQuery(query, batch, failures, isDraining, failure);
        }
        if (current != null && current.isOver()) {
            run = null;
            open = null;
            Closing.after(failure, current);
        }
        log.warn(
                "query '{}' {} failed (failure {} of {}) and is tried again in {} ms",
                query.query(),
                batch == null ? "without a batch" : "batch " + batch.batchId(),
                failures,
                maxFailures,
                wait,
                failure);
        doing = "waiting to try again after: " + failure.getMessage();
        pollAtMillis = Long.MIN_VALUE; // what it failed at may have been the looking
        retryAtMillis = nowMillis() + wait;
        return retryAtMillis;
    }

    /** Twice as long each time, less up to a half. */
    private long pause() {
        long whole = Math.min(LONGEST_RETRY_MILLIS, retryMillis << Math.min(20, failures - 1));
        return whole - (long) (jitter.nextDouble() * whole / 2);
    }

    /** Whoever drains a query wants it to end: what fails is tried at once, and then for a moment only. */
    private boolean mayWait(long millis) {
        if (!isDraining || !wasTriedAtOnce) {
            return true;
        }
        if (lastRetryMillis == Long.MAX_VALUE) {
            lastRetryMillis = nowMillis() + DRAINING_RETRY_MILLIS;
        }
        return nowMillis() + millis <= lastRetryMillis;
    }

    /** Any thread: there may be something to do. */
    void wake() {
        hasNews = true;
    }

    /** Any thread: nothing new is planned from now on. */
    void drain() {
        isDraining = true;
    }

    /** Any thread: what runs is cancelled. */
    void stop() {
        isStopping = true;
        session.backend().cancelGroup(group, "query '" + query.query() + "' was stopped");
    }

    /** Any thread: asks whether everything is read that is there now; {@link #hasAnswered} will tell. */
    long ask() {
        hasNews = true;
        return asked.incrementAndGet();
    }

    /** Any thread: once all is read that is there now, all windows are finished. */
    void endEventTime() {
        endsEventTime = !query.watermarks().isEmpty();
    }

    boolean hasAnswered(long question) {
        return answered >= question;
    }

    boolean isStopping() {
        return isStopping;
    }

    /** Any thread: whether a task, or none, works on a batch of this query. */
    boolean isRunning(@Nullable TaskContext task) {
        QueryRun current = run;
        BatchScope batch = task == null ? null : BatchParameters.batchOf(task);
        return current != null
                && batch != null
                && batch.run().equals(current.parts().runId());
    }

    Listeners listeners() {
        return listeners;
    }

    /** Null before the first batch. */
    @Nullable
    QueryProgress progress() {
        return progress;
    }

    String doing() {
        return doing;
    }

    long batches() {
        return batches;
    }

    /** Where each source will be read next. */
    Map<String, String> offsets() {
        QueryRun current = run;
        return current == null ? Map.of() : current.parts().inputs().offsets();
    }

    long watermarkMillis() {
        QueryRun current = run;
        return current == null ? Long.MIN_VALUE : current.parts().position().watermarkMillis();
    }

    @Override
    public void close() throws IOException {
        QueryRun current = run;
        run = null;
        if (current != null) {
            current.close();
        }
    }
}
