package io.tidewheel.streaming;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.task.BadRows;
import io.tidewheel.streaming.task.BatchInput;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.streaming.task.InitialState;
import io.tidewheel.streaming.task.RunResources;
import io.tidewheel.streaming.task.StateOutcome;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    /** Counts the keys that a step's state began with: how it is known that it has begun. */
    private static final String INITIAL_STATE = "initialState.";

    private final Description query;
    private final SessionAccess session;
    private final Surroundings world;
    private final RunParts parts;
    private final RunResources resources;
    private final Noticed noticed = new Noticed();
    private final long results;
    private final String group;
    private final LookBack lookBack;
    private @Nullable BatchPlans plans; // of the batch that ran last
    private int planned; // for so many partitions
    private List<StatefulNode<?>> beginning; // whose state begins with something, until their first batch is over
    private final Map<String, InitialState> initialStates = new TreeMap<>(); // of those, once they are known
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
        this.results = session.listen(noticed);
        this.resources = new RunResources(parts.runId(), parts.states().stores(), parts.checkpoint());
        Set<String> begun = parts.position().counted(Map.of()).keySet();
        this.beginning = query.stateful().stream()
                .filter(step -> step.initial() != null && parts.fresh().contains(step.name))
                .filter(step -> !begun.contains(INITIAL_STATE + step.name))
                .toList();
        resources.register();
    }

    RunParts parts() {
        return parts;
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
        if (!hasInput(inputs) && untilDeadlineMillis() > 0 && !endsEventTime) {
            return Optional.empty();
        }
        long id = position.nextBatchId();
        long timeMillis = timeMillis();
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

    /** What time the next batch would be told it is. */
    private long timeMillis() {
        long now = world.clock().epochMillis();
        Grid grid = parts.grid();
        return grid == null ? parts.position().timeMillis(now) : grid.timeMillis(previousTimeMillis(), now);
    }

    /** The time of the last batch; if there was none, the zero time, or Long.MIN_VALUE where there is no interval. */
    private long previousTimeMillis() {
        Grid grid = parts.grid();
        long last = parts.position().lastTimeMillis();
        return grid == null || last != Long.MIN_VALUE ? last : grid.zeroMillis();
    }

    /**
     * How long until a step wants a batch, whether or not there is input; Long.MAX_VALUE for never. With an interval
     * whoever asks waits for the next one first, unless the query is to end.
     */
    long untilDeadlineMillis() {
        Interval interval = query.interval();
        if (!beginning.isEmpty()) {
            return 0;
        }
        if (interval == null || query.trigger().ends()) {
            return parts.position().untilDeadlineMillis(world.clock().epochMillis());
        }
        return interval.givesAlways() ? 0 : parts.position().untilDeadlineMillis(timeMillis());
    }

    /**
     * How long to wait, in a query with an interval.
     *
     * @param batch that has begun; null if none has
     */
    long untilNextIntervalMillis(@Nullable Planned batch) {
        Grid grid = Objects.requireNonNull(parts.grid());
        long now = world.clock().epochMillis();
        long time = batch == null ? Math.max(previousTimeMillis(), grid.floor(now)) : batch.batchTimeMillis();
        return grid.untilNextMillis(time, now);
    }

    /** How long the first batch of this run has to wait, in a query with an interval. */
    long untilFirstIntervalMillis() {
        Grid grid = Objects.requireNonNull(parts.grid());
        return grid.untilNextMillis(previousTimeMillis(), world.clock().epochMillis());
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
        Running running = new Running(batch, plans(batch.partitions()));
        Committed committed;
        try {
            committed = running.upToCommit(times);
        } catch (Exception | Error e) {
            if (!isOver) { // else nobody knows whether it has happened, and nothing may be taken back
                parts.outputs().abort(batch.batchId(), e);
            }
            throw e;
        } finally {
            running.batchPlans.forget();
        }
        isOver = true; // until it is known that the batch has happened, and everybody has been told
        parts.position().committed(batch, committed);
        initialStates.clear();
        beginning = List.of();
        parts.inputs().advance(batch);
        Optional<Planned> begun = planned(next);
        times.end("planning");
        List<JournalRecord> records = new ArrayList<>(List.of(committed));
        begun.ifPresent(records::add);
        Failpoint.hit("before-committed");
        parts.checkpoint().append(records);
        times.end("commit");
        Failpoint.hit("after-committed");
        parts.states().apply(batch.batchId(), running.changes);
        running.windows.committed();
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

    /** What the steps begin with whose first batch it is; made once, however often that is tried. */
    private Map<String, InitialState> initialStates(BatchPlans batchPlans) {
        for (StatefulNode<?> step : beginning) {
            KeyedDataset<?, ?> states = step.initial();
            if (states != null && !initialStates.containsKey(step.name)) {
                String description = "query '" + query.query() + "', initial state of '" + step.name + "'";
                initialStates.put(
                        step.name, batchPlans.initialState(step.name, query.keyGroups(), states, description));
            }
        }
        return initialStates;
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

    /** One attempt at one batch. */
    private final class Running {
        private final Planned batch;
        private final BatchPlans batchPlans;
        private Parameters parameters; // grow as watermarks become known
        private final BatchEventTime eventTime;
        private final LookBack.Attempt windows;
        private final Batch number;
        private final String description;
        private final Map<String, StateChanges> changes = new TreeMap<>(); // by operator
        private final Map<String, Long> deadlines = new TreeMap<>(); // by operator
        private final List<StateDelta> deltas = new ArrayList<>();

        Running(Planned batch, BatchPlans batchPlans) {
            this.batch = batch;
            this.batchPlans = batchPlans;
            this.number = Batch.of(batch.batchId(), batch.batchTimeMillis());
            this.description = "query '" + query.query() + "', batch " + batch.batchId();
            this.windows = lookBack.new Attempt(batchPlans.panes(), description);
            long attempt = session.nextId();
            noticed.begin(attempt);
            EventProgress before = EventProgress.of(query, batch.eventTimes(), batch.idle());
            this.eventTime = new BatchEventTime(query, before, batch.batchTimeMillis(), noticed);
            initialStates(batchPlans);
            this.parameters = parameters(attempt, batch, batch.batchTimeMillis());
        }

        private Parameters parameters(long number, @Nullable Planned rows, long timeMillis) {
            boolean isBatch = timeMillis == batch.batchTimeMillis();
            Grid grid = parts.grid();
            BatchScope scope = new BatchScope(
                    parts.runId(),
                    parts.checkpoint().epoch(),
                    rows == null ? batch.batchId() : rows.batchId(),
                    timeMillis,
                    isBatch || grid == null ? previousTimeMillis() : timeMillis - grid.intervalMillis(),
                    grid);
            Map<String, BatchInput<?>> inputs = rows == null
                    ? parts.inputs().nothing(query.badRows())
                    : parts.inputs().batch(rows, query.badRows());
            Planned planned = rows == null ? batch : rows;
            EventProgress before = EventProgress.of(query, planned.eventTimes(), planned.idle());
            return BatchParameters.of(number, scope, inputs, query.finishedMillis(before), initialStates);
        }

        Committed upToCommit(Stopwatch times) throws Exception {
            parameters = windows.open(batch, previousTimeMillis(), parameters, this::parameters);
            parameters = batchPlans.runStateful(parameters, description, eventTime, noticed);
            collectChanges();
            times.end("stateful");
            Failpoint.hit("after-stateful");
            Map<String, Blob> tokens = new TreeMap<>(
                    parts.outputs().write(sink -> !sink.equals(Description.DEAD_LETTERS), batch.batchId(), this::rows));
            callFunctions();
            readUnread();
            if (query.deadLetters() != null) { // last: now all is read
                tokens.putAll(parts.outputs().write(Description.DEAD_LETTERS::equals, batch.batchId(), this::rows));
            }
            Committed committed = committed(tokens);
            times.end("sinks");
            if (parts.outputs().hasLedgers()) {
                isOver = true; // until it is known what the journal says, and what the ledgers hold
                parts.checkpoint().append(List.of(new Prepared(committed)));
                Failpoint.hit("after-prepared");
                parts.outputs().commitLedgers(batch.batchId());
                isOver = false;
                times.end("ledgers");
                Failpoint.hit("after-ledger-commit");
            }
            return committed;
        }

        private void collectChanges() throws Exception {
            for (StatefulNode<?> step : query.stateful()) {
                step.stores().forEach(this::collectChanges);
            }
            for (States.Remembering remembering : parts.inputs().remember(batch, parts.states())) {
                StateChanges changed = remembering.changes();
                changes.put(remembering.operator(), changed);
                deltas.add(remembering.delta(changed));
            }
            windows.collect(changes, deltas, deadlines);
        }

        private void collectChanges(String operator) {
            List<StateChanges> ofPartitions = new ArrayList<>();
            for (StateOutcome outcome : noticed.outcomes(operator, batch.partitions())) {
                ofPartitions.add(outcome.changes());
                if (outcome.changes().keys() > 0) {
                    deltas.add(outcome.delta());
                }
                if (outcome.deadlineMillis() != StateOutcome.NO_DEADLINE) {
                    deadlines.merge(operator, outcome.deadlineMillis(), Math::min);
                }
            }
            changes.put(operator, StateChanges.concat(ofPartitions));
        }

        private SinkBatch<?> rows(String sink) {
            if (sink.equals(Description.DEAD_LETTERS)) {
                long epoch = parts.checkpoint().epoch();
                return new Letters(number, epoch, epoch + "-" + parameters.run(), noticed.deadLetters());
            }
            for (Branch branch : query.branches()) {
                if (branch instanceof Branch.ToSink<?> toSink && branch.name().equals(sink)) {
                    return new BranchRows<>(
                            batchPlans,
                            sink,
                            toSink.kind(),
                            windows.runs(toSink.node(), parameters),
                            number,
                            description);
                }
            }
            throw new IllegalStateException("no sink '" + sink + "'");
        }

        private void callFunctions() {
            for (Branch branch : query.branches()) {
                if (branch instanceof Branch.ToFunction<?> toFunction) {
                    for (Parameters run : windows.runs(toFunction.node(), parameters)) {
                        call(toFunction, run);
                    }
                }
            }
        }

        private <D extends Rows<?>> void call(Branch.ToFunction<D> branch, Parameters run) {
            session.parameters(run);
            try {
                Batch slide = Batch.of(number.id(), BatchParameters.timeMillis(run));
                branch.function().accept(batchPlans.rowsOfOneBatch(branch.node(), run.run()), slide);
            } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
                batchPlans.panes().healAfter(e); // the next attempt finds what was missing
                throw Failures.at("function '" + branch.name() + "' of forEachBatch threw", Kind.USER_FUNCTION, e);
            } finally {
                session.parameters(Parameters.NONE);
            }
        }

        /** Bad records are counted, and kept, though neither sinks nor functions read them all. */
        private void readUnread() {
            if (query.badRows() != BadRows.FAIL) {
                query.inputs().forEach((name, input) -> {
                    PlannedInput planned = batch.inputs().get(name);
                    boolean any = planned != null && !planned.splits().isEmpty();
                    if (any && !noticed.hasRead(name, batch.partitions())) {
                        batchPlans.read(input, parameters, description + ", what nobody has read of '" + name + "'");
                    }
                });
            }
        }

        private Committed committed(Map<String, Blob> tokens) {
            Map<String, Long> bad = new TreeMap<>();
            query.inputs().keySet().forEach(source -> bad.put("badRecords." + source, noticed.badRows(source)));
            bad.put("recomputedPartitions", windows.recomputed());
            bad.values().removeIf(count -> count == 0);
            bad.putAll(eventTime.counts());
            deadlines.putAll(eventTime.idleDeadlines(parts.position().deadlines()));
            EventProgress after = eventTime.end();
            initialStates.forEach((operator, state) -> bad.put(INITIAL_STATE + operator, state.keys()));
            List<String> dropped = batches == 0 ? parts.dropped() : List.of();
            Map<String, Long> counters = parts.position().counted(bad);
            dropped.forEach(operator -> counters.remove(INITIAL_STATE + operator)); // who comes back begins anew
            return new Committed(
                    batch.batchId(),
                    after.watermarkMillis(),
                    after.eventTimes(),
                    deadlines,
                    deltas,
                    tokens,
                    parts.states().unjournalled(),
                    dropped,
                    counters);
        }
    }

    /** How many rows the batch that ran last has read of a source. */
    long takenRows(String source) {
        return noticed.rows(source);
    }

    /**
     * What the batch that ran last did.
     *
     * @param timesBefore of the batch before; null if there was none
     */
    QueryProgress progress(Planned batch, Stopwatch times, @Nullable Stopwatch timesBefore) {
        List<QueryProgress.StateProgress> states = new ArrayList<>();
        for (StatefulNode<?> step : query.stateful()) {
            long updated = noticed.outcomes(step.name, batch.partitions()).stream()
                    .mapToLong(outcome -> outcome.changes().keys())
                    .sum();
            StateStore store = parts.states().store(step.name);
            states.add(new QueryProgress.StateProgress(step.name, store.keys(), updated, store.bytes(), late(step)));
        }
        List<QueryProgress.SinkProgress> sinks = new ArrayList<>();
        query.sinks().forEach((name, sink) -> sinks.add(new QueryProgress.SinkProgress(name, sink.describe(), -1)));
        return new QueryProgress(
                parts.queryId(),
                parts.runId(),
                query.query(),
                times.began(),
                batch.batchId(),
                times.sinceMillis(timesBefore),
                times.totalMillis(),
                times.partsMillis(),
                parts.inputs().progress(batch, noticed),
                states,
                sinks,
                query.watermarks().isEmpty() ? null : eventTime(batch),
                new TreeMap<>(parts.position().counted(Map.of())));
    }

    private QueryProgress.EventTimeProgress eventTime(Planned batch) {
        return new QueryProgress.EventTimeProgress(noticed.eventTimes(), batch.watermarkMillis());
    }

    private QueryProgress.@Nullable LateRows late(StatefulNode<?> step) {
        if (!(step instanceof StatefulNode.WindowAggregated<?, ?, ?>)) {
            return null;
        }
        Noticed.Late late = noticed.late(step.name);
        long finished = parts.position()
                .eventProgress(query, Long.MIN_VALUE)
                .finished()
                .getOrDefault(step.name, BatchParameters.NO_WATERMARK);
        return new QueryProgress.LateRows(late.late(), late.partlyLate(), noticed.evictable(step.name, finished));
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
