package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.task.RunResources;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a query that has been restored: plans batches and runs them. Owned by the query's thread. */
final class QueryRun implements Closeable {
    /*
     * A batch, and what makes it happen exactly once:
     *
     *   plan         sources say what there is                          nothing is consumed
     *   planned(N)   journalled: the batch is what it says, for ever    a crash from here on replays it
     *   stateful     steps with state run to their end, once            rows are stored, changes are side results
     *   sinks        prepared, or written                               what cannot be taken back comes last
     *   prepared(N)  journalled if a ledger is to commit                the ledger then decides whether N has happened
     *   committed(N) journalled, with planned(N + 1) if it is due       the batch has happened
     *   apply        changes become part of the states
     *   commit       sinks make visible what they put aside             again after a crash, with the journalled token
     *
     * A failure before committed(N) takes back what sinks put aside, and runs the same plan again. If nobody knows whether
     * committed(N) is durable, the run is given up, and another one reads the journal.
     */
    private static final Logger log = LoggerFactory.getLogger(QueryRun.class);

    private final Description query;
    private final SessionAccess session;
    private final Surroundings world;
    private final RunParts parts;
    private final RunScope scope;
    private final RunResources resources;
    private final Noticed noticed = new Noticed();
    private final Beginnings beginnings;
    private final BatchTimes batchTimes;
    private final long results;
    private final String group;
    private final LookBack lookBack;
    private @Nullable BatchPlans plans; // of the batch that ran last
    private int planned; // for so many partitions
    private boolean isOver;
    private long batches;

    /**
     * @param parts owned by this run from here on
     * @param group of its jobs, by which they are cancelled
     */
    QueryRun(Description query, SessionAccess session, Surroundings world, RunParts parts, String group) {
        this.group = group;
        this.query = query;
        this.session = session;
        this.world = world;
        this.parts = parts;
        this.lookBack = new LookBack(query, parts);
        this.beginnings = new Beginnings(query, parts);
        this.batchTimes = new BatchTimes(query, parts, beginnings, world.clock());
        this.scope = new RunScope(query, session, parts, noticed, lookBack, beginnings, batchTimes);
        this.results = session.listen(noticed);
        this.resources = new RunResources(parts.runId(), parts.states().stores(), parts.checkpoint());
        resources.register();
    }

    RunParts parts() {
        return parts;
    }

    BatchTimes times() {
        return batchTimes;
    }

    /**
     * The batch that was planned by an earlier run and has not happened; empty if there is none. If the code has changed
     * since, it is given up when nobody has seen anything of it.
     *
     * @throws TidewheelException (CHECKPOINT) if the code has changed and somebody may have seen some of it
     */
    Optional<Planned> replayed() {
        Planned open = parts.open();
        if (open == null) {
            return Optional.empty();
        }
        boolean isSeen = parts.outputs().someLedgerHolds(open.batchId());
        if (OpenBatch.of(query, open, plans(open.partitions()), isSeen).runsAgain()) {
            return Optional.of(open);
        }
        log.info("query '{}' has been changed: batch {} is planned anew", query.query(), open.batchId());
        return Optional.empty();
    }

    /**
     * What the next batch would be; empty if there is nothing to do. Nothing is journalled, nothing consumed.
     *
     * @param endsEventTime it finishes all windows, and runs though there is no input
     */
    Optional<Planned> plan(Function<String, SourceLimit> limit, boolean endsEventTime) throws Exception {
        int partitions = query.session().defaultParallelism();
        Map<String, PlannedInput> inputs = parts.inputs().plan(limit, partitions);
        Position position = parts.position();
        if (!hasInput(inputs) && batchTimes.untilDeadlineMillis() > 0 && !endsEventTime) {
            return Optional.empty();
        }
        long id = position.nextBatchId();
        long timeMillis = batchTimes.nextMillis();
        EventProgress known = position.eventProgress(query, timeMillis);
        EventProgress eventTime = endsEventTime ? known.ended(query.watermarks()) : known;
        return Optional.of(new Planned(
                id,
                timeMillis,
                plans(partitions).fingerprint(),
                partitions,
                id,
                eventTime.watermarkMillis(),
                eventTime.eventTimes(),
                eventTime.idle(),
                inputs));
    }

    private static boolean hasInput(Map<String, PlannedInput> inputs) {
        return inputs.values().stream().anyMatch(input -> !input.splits().isEmpty());
    }

    /** True if it reads something. */
    static boolean hasInput(Planned batch) {
        return hasInput(batch.inputs());
    }

    /** From here on the batch will happen, exactly so. */
    void begin(Planned batch) throws IOException {
        Failpoint.hit("before-planned");
        isOver = true;
        parts.checkpoint().append(List.of(batch));
        isOver = false;
        Failpoint.hit("after-planned");
    }

    /**
     * Runs a batch that was begun.
     *
     * @param next is asked, once the batch is over but for its commit, for the one that begins at once
     * @return which has begun then; empty if none has
     * @throws Exception if it has not happened and may be run again; or, if this run {@link #isOver}, nobody knows
     */
    Optional<Planned> run(Planned batch, Next next, Stopwatch times) throws Exception {
        BatchPlans batchPlans = plans(batch.partitions());
        BatchAttempt attempt = new BatchAttempt(scope, batch, batchPlans);
        Committed committed;
        try {
            committed = attempt.upToCommit(times);
        } catch (Exception | Error e) {
            isOver = attempt.isUnknown();
            if (!isOver) { // else nothing may be taken back
                parts.outputs().abort(batch.batchId(), e);
            }
            throw e;
        } finally {
            batchPlans.forget();
        }
        isOver = true; // until it is known that the batch has happened, and everybody has been told
        parts.position().committed(batch, committed);
        beginnings.over();
        parts.inputs().advance(batch);
        Optional<Planned> begun = planned(next);
        times.end("planning");
        List<JournalRecord> records = new ArrayList<>(List.of(committed));
        begun.ifPresent(records::add);
        Failpoint.hit("before-committed");
        parts.checkpoint().append(records);
        times.end("commit");
        Failpoint.hit("after-committed");
        attempt.applied();
        times.end("apply");
        parts.outputs().commitTwoPhase(batch.batchId(), committed.sinkTokens());
        times.end("sinkCommit");
        Failpoint.hit("after-sink-commit");
        parts.inputs().commit(lookBack.lowWater(parts.position().lowWater()));
        if (batches++ % world.upkeep().batchesPerPurge() == 0) { // the first too: some runs never get further
            purge();
        }
        isOver = false;
        return begun;
    }

    /** A source that fails now must not undo the batch before: the next look at it fails again, for itself. */
    private Optional<Planned> planned(Next next) {
        try {
            return next.plan();
        } catch (Exception e) {
            log.warn("query '{}': looking for input failed, and is tried again: {}", query.query(), e.toString());
            return Optional.empty();
        }
    }

    /** The batch before it has happened, so that what goes wrong here must not make it run again. */
    private void purge() {
        try {
            parts.checkpoint().purge();
        } catch (IOException e) {
            log.warn(
                    "query '{}': what the checkpoint needs no longer could not be deleted, and will be tried again: {}",
                    query.query(),
                    e.getMessage());
        }
    }

    /** True if this run can do nothing more: what the journal says must be read again. */
    boolean isOver() {
        return isOver;
    }

    /** Asks for the batch after the one that is about to be committed. */
    @FunctionalInterface
    interface Next {
        Optional<Planned> plan() throws Exception;
    }

    private BatchPlans plans(int partitions) {
        BatchPlans known = plans;
        if (known != null && planned == partitions) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        BatchPlans made = new BatchPlans(session, query, partitions, results, group);
        plans = made;
        planned = partitions;
        return made;
    }

    /**
     * What the batch that ran last did.
     *
     * @param timesBefore of the batch before; null if there was none
     */
    QueryProgress progress(Planned batch, Stopwatch times, @Nullable Stopwatch timesBefore) {
        return new ProgressReport(query, parts, noticed, lookBack).of(batch, times, timesBefore);
    }

    /** How many rows the batch that ran last has read of a source. */
    long takenRows(String source) {
        return noticed.rows(source);
    }

    @Override
    public void close() throws IOException {
        resources.unregister();
        session.unlisten(results);
        List<Closeable> closing = new ArrayList<>();
        BatchPlans open = plans;
        if (open != null) {
            closing.add(open::close);
        }
        closing.add(parts);
        Closing.all(closing);
    }
}
