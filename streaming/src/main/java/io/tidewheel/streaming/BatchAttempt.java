package io.tidewheel.streaming;

import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.task.BadRows;
import io.tidewheel.streaming.task.BatchInput;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.streaming.task.InitialState;
import io.tidewheel.streaming.task.StateOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One attempt at one batch of a run: all of it but its commit. Owned by the query's thread. */
final class BatchAttempt {
    private final Description query;
    private final SessionAccess session;
    private final RunParts parts;
    private final Noticed noticed;
    private final Beginnings beginnings;
    private final Map<String, InitialState> initialStates;
    private final long previousMillis; // the time of the batch before
    private final Planned batch;
    private final BatchPlans batchPlans;
    private final BatchEventTime eventTime;
    private final LookBack.Attempt windows;
    private final Batch number;
    private final String description;
    private final Map<String, StateChanges> changes = new TreeMap<>(); // by operator
    private final Map<String, Long> deadlines = new TreeMap<>(); // by operator
    private final List<StateDelta> deltas = new ArrayList<>();
    private Parameters parameters; // grow as watermarks become known
    private boolean isUnknown;

    BatchAttempt(RunScope scope, Planned batch, BatchPlans batchPlans) {
        this.query = scope.query();
        this.session = scope.session();
        this.parts = scope.parts();
        this.noticed = scope.noticed();
        this.beginnings = scope.beginnings();
        this.previousMillis = scope.times().previousMillis();
        this.batch = batch;
        this.batchPlans = batchPlans;
        this.number = Batch.of(batch.batchId(), batch.batchTimeMillis());
        this.description = "query '" + query.query() + "', batch " + batch.batchId();
        this.windows = scope.lookBack().new Attempt(batchPlans.panes(), description);
        long attempt = session.nextId();
        noticed.begin(attempt);
        EventProgress before = EventProgress.of(query, batch.eventTimes(), batch.idle());
        this.eventTime = new BatchEventTime(query, before, batch.batchTimeMillis(), noticed);
        this.initialStates = beginnings.states(batchPlans);
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
                isBatch || grid == null ? previousMillis : timeMillis - grid.intervalMillis(),
                grid);
        Map<String, BatchInput<?>> inputs = rows == null
                ? parts.inputs().nothing(query.badRows())
                : parts.inputs().batch(rows, query.badRows());
        Planned planned = rows == null ? batch : rows;
        EventProgress before = EventProgress.of(query, planned.eventTimes(), planned.idle());
        return BatchParameters.of(number, scope, inputs, query.finishedMillis(before), initialStates);
    }

    /** @throws Exception if the batch has not happened, or if it {@link #isUnknown} whether it has */
    Committed upToCommit(Stopwatch times) throws Exception {
        parameters = windows.open(batch, previousMillis, parameters, this::parameters);
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
            isUnknown = true;
            parts.checkpoint().append(List.of(new Prepared(committed)));
            Failpoint.hit("after-prepared");
            parts.outputs().commitLedgers(batch.batchId());
            isUnknown = false;
            times.end("ledgers");
            Failpoint.hit("after-ledger-commit");
        }
        return committed;
    }

    private void collectChanges() throws Exception {
        for (StatefulNode<?> step : query.stateful()) {
            step.stores().stream().filter(operator -> !windows.keeps(operator)).forEach(this::collectChanges);
        }
        for (States.Remembering remembering : parts.inputs().remember(batch, parts.states())) {
            StateChanges changed = remembering.changes();
            changes.put(remembering.operator(), changed);
            deltas.add(remembering.delta(changed));
        }
        windows.collect(batch.batchId(), changes, deltas, deadlines);
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
            List<DeadLetter> letters = noticed.deadLetters();
            noticed.gave(sink, letters.size());
            return new Letters(number, epoch, epoch + "-" + parameters.run(), letters);
        }
        for (Branch branch : query.branches()) {
            if (branch instanceof Branch.ToSink<?> toSink && branch.name().equals(sink)) {
                return new BranchRows<>(
                        batchPlans,
                        sink,
                        toSink.kind(),
                        windows.runs(toSink.node(), parameters),
                        number,
                        description,
                        rows -> noticed.gave(sink, rows));
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
        bad.putAll(beginnings.counts());
        Map<String, Long> counters = parts.position().counted(bad);
        counters.keySet().removeAll(beginnings.uncounted());
        return new Committed(
                batch.batchId(),
                after.watermarkMillis(),
                after.eventTimes(),
                deadlines,
                deltas,
                tokens,
                parts.states().unjournalled(),
                beginnings.dropped(),
                counters);
    }

    /** The batch has happened, and this is what its states are told. */
    void applied() throws Exception {
        parts.states().apply(batch.batchId(), changes);
        windows.committed();
    }

    /** True if nobody knows whether the batch has happened: what the journal says, and what the ledgers hold. */
    boolean isUnknown() {
        return isUnknown;
    }
}
