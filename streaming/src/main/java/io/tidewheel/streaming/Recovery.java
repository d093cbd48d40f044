package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.SnapshotOptions;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateSnapshots;
import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.source.SourceContext;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a query to where its journal says it is: claims the checkpoint, asks the ledgers, restores states, goes to the
 * sources' offsets, lets the sinks finish the last batch. Used once, by the thread that starts the run.
 */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Description query;
    private final SessionAccess session;
    private final Surroundings world;
    private final String runId = UUID.randomUUID().toString();
    private @Nullable Checkpoint checkpoint; // null until it is claimed
    private final Deque<Closeable> opened = new ArrayDeque<>(); // the last first

    private Recovery(Description query, SessionAccess session, Surroundings world) {
        this.query = query;
        this.session = session;
        this.world = world;
    }

    /**
     * @param takeOver the checkpoint from whoever is known to hold it
     * @throws TidewheelException as {@link Streams#start}
     */
    static RunParts recover(Description query, SessionAccess session, Surroundings world, boolean takeOver)
            throws Exception {
        Recovery recovery = new Recovery(query, session, world);
        try {
            return recovery.run(takeOver);
        } catch (Exception | Error e) {
            Throwable said = recovery.fencedOr(e);
            recovery.opened.forEach(part -> Closing.after(said, part));
            if (said instanceof TidewheelException fenced && said != e) {
                throw fenced;
            }
            throw e;
        }
    }

    /** Who takes over also purges, and what is missing then is not damage. */
    private Throwable fencedOr(Throwable failure) {
        Checkpoint open = checkpoint;
        if (open != null && failure instanceof TidewheelException ours && ours.kind() == Kind.CHECKPOINT) {
            try {
                open.look();
            } catch (TidewheelException e) {
                e.addSuppressed(failure);
                return e;
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private RunParts run(boolean takeOver) throws Exception {
        Checkpoint checkpoint = world.checkpoints().open(takeOver);
        this.checkpoint = checkpoint;
        opened.push(checkpoint::close);
        Failpoint.hit("recovery-claimed");
        History history = checkpoint.history();
        Optional<Started> before = history.started();
        String queryId = before.map(Started::queryId).orElse(runId);
        Map<String, String> settings = before.map(Started::settings).orElse(Map.of());
        StartReport report = report(query, history);
        report.check(query);
        States states = new States(world.backends().open(runId), query.keyGroups(), snapshots(checkpoint));
        opened.push(states::close);
        states.restore(operators(history), checkpoint);
        if (query.windows().isAny()) {
            query.windows().check(query, Lineage.of(states.store(States.LINEAGE)));
        }
        Inputs inputs = Inputs.open(query.inputs(), source -> sourceContext(source, states));
        opened.push(inputs);
        Map<String, String> newSettings = Interval.settings(query, report.settings(settings));
        long since = start(checkpoint, before, queryId, inputs, newSettings);
        Interval interval = query.interval();
        Outputs outputs = Outputs.open(query.sinks(), sink -> sinkContext(sink, queryId, checkpoint.epoch()));
        opened.push(outputs);
        outputs.recoverLedgers();
        Failpoint.hit("recovery-ledgers");
        Planned lastPlanned = history.lastPlanned().orElse(null);
        Committed last = history.lastCommitted().orElse(null);
        Planned open = history.open().orElse(null);
        Prepared prepared = history.prepared().orElse(null);
        checkLedgers(outputs, open != null ? open.batchId() : last == null ? -1 : last.batchId());
        if (open != null && prepared != null && outputs.allLedgersHold(open.batchId())) {
            last = prepared.commit();
            lastPlanned = open;
            open = null;
            checkpoint.append(List.of(last));
            states.apply(last.batchId(), changes(checkpoint, last));
        }
        Position position = Position.after(lastPlanned, last);
        if (lastPlanned != null) {
            inputs.advance(lastPlanned);
        }
        outputs.recoverTwoPhase(position.lastBatchId(), last == null ? Map.of() : last.sinkTokens());
        Failpoint.hit("recovery-sinks");
        report.log(query.query(), position.lastBatchId(), open);
        warnOfSourcesThatForget();
        warnOfLimits();
        return new RunParts(
                queryId,
                runId,
                checkpoint,
                states,
                inputs,
                outputs,
                position,
                interval == null ? null : interval.grid(since),
                open,
                report.fresh(),
                report.droppedStores());
    }

    /**
     * What a start on that history finds.
     *
     * @throws TidewheelException (CHECKPOINT) if it is that of another query or release
     */
    static StartReport report(Description query, History history) throws Exception {
        Optional<Started> before = history.started();
        if (before.isPresent()) {
            check(query, before.get());
        }
        return StartReport.of(query, history, before.map(Started::settings).orElse(Map.of()));
    }

    private @Nullable StateSnapshots snapshots(Checkpoint checkpoint) {
        Configuration settings = query.session().configuration();
        SnapshotOptions usual = SnapshotOptions.DEFAULT;
        SnapshotOptions options = new SnapshotOptions(
                settings.get(Keys.SNAPSHOT_RATE),
                usual.changedShare(),
                usual.leastChangedBytes(),
                settings.get(Keys.SNAPSHOT_BATCHES));
        return query.checkpoint() == null
                ? null
                : new StateSnapshots(
                        query.query(),
                        (kind, content) -> checkpoint.write(kind, content::writeTo),
                        options,
                        world.clock(),
                        world.upkeep().writer());
    }

    private static void check(Description query, Started started) {
        if (!started.queryName().equals(query.query())) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " is that of query '" + started.queryName() + "', not of '"
                            + query.query() + "'; start the query under that name, or in another directory");
        }
        if (started.keyGroups() != query.keyGroups() || !started.keyHash().equals(KeyGroups.HASH)) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " has keys in " + started.keyGroups() + " groups by "
                            + started.keyHash() + ", but this release puts them into " + query.keyGroups() + " by "
                            + KeyGroups.HASH + "; use the release that wrote it");
        }
        Interval.check(query, started);
    }

    private List<String> operators(History history) {
        List<String> operators = new ArrayList<>();
        if (query.windows().isAny() || history.operators().contains(States.LINEAGE)) {
            operators.add(States.LINEAGE);
        }
        query.keeping().forEach(step -> operators.addAll(step.stores()));
        query.inputs().keySet().forEach(source -> operators.add(States.ofSource(source)));
        return operators;
    }

    private SourceContext sourceContext(String source, States states) {
        return new SourceContext(
                query.query(),
                source,
                session.storages(),
                world.clock(),
                query.session().defaultParallelism(),
                states.memoryOf(source),
                world.wake());
    }

    private SinkContext sinkContext(String sink, String queryId, long epoch) {
        Set<ChangeKind> kinds = EnumSet.of(ChangeKind.INSERT);
        boolean keyed = false;
        for (Branch branch : query.branches()) {
            if (branch instanceof Branch.ToSink<?> toSink && branch.name().equals(sink)) {
                kinds = EnumSet.of(toSink.kind());
                keyed = toSink.keyed();
            }
        }
        return new SinkContext(
                query.query(), queryId, epoch, sink, kinds, keyed, session.storages(), session.codecs(), world.clock());
    }

    private void warnOfSourcesThatForget() {
        query.inputs().forEach((name, input) -> {
            if (query.checkpoint() != null && !input.source.isReplayable()) {
                log.warn(
                        "query '{}': source '{}', {}, cannot give again what was planned once this process has ended;"
                                + " after a crash amid a batch the query will not go on from its checkpoint",
                        query.query(),
                        name,
                        input.source.describe());
            }
            if (query.checkpoint() != null && query.windows().forgets(name)) {
                log.warn(
                        "query '{}': windows over source '{}' need what it gave before, which is gone with this run; while"
                                + " they hold something of it the query cannot be started again from its checkpoint",
                        query.query(),
                        name);
            }
        });
    }

    private void warnOfLimits() {
        for (String exception : query.limits().exceptions(query.inputs().values())) {
            log.warn("query '{}': {}", query.query(), exception);
        }
    }

    /**
     * Goes to where each source was left, and journals what the journal does not know: where new ones begin, where those
     * were left that are gone, new types, an interval.
     *
     * @return when the query was started first
     */
    private long start(
            Checkpoint checkpoint,
            Optional<Started> before,
            String queryId,
            Inputs inputs,
            Map<String, String> settings)
            throws Exception {
        Map<String, String> starts = before.map(Started::startOffsets).orElse(Map.of());
        Map<String, String> known = new TreeMap<>(starts);
        checkpoint.history().lastPlanned().ifPresent(last -> last.inputs().forEach((source, input) -> {
            if (!query.inputs().containsKey(source)) {
                known.put(source, input.to()); // another program may have it again
            }
        }));
        known.putAll(inputs.seek(known));
        long since = before.map(Started::startedMillis).orElse(world.clock().epochMillis());
        if (before.isPresent()
                && known.equals(starts)
                && settings.equals(before.get().settings())) {
            return since;
        }
        checkpoint.append(List.of(
                new Started(queryId, query.query(), since, query.keyGroups(), KeyGroups.HASH, known, settings)));
        return since;
    }

    private static void checkLedgers(Outputs outputs, long latest) {
        outputs.ledgerBatches().forEach((sink, batch) -> {
            if (batch > latest) {
                throw new TidewheelException(
                        Kind.CHECKPOINT,
                        "sink '" + sink + "' holds batch " + batch + " but the journal knows none after " + latest
                                + ": the checkpoint is older than the sink; restore the newer checkpoint, or both from"
                                + " one backup");
            }
        });
    }

    private static Map<String, StateChanges> changes(Checkpoint checkpoint, Committed committed) throws IOException {
        Map<String, List<StateChanges>> parts = new TreeMap<>();
        for (StateDelta delta : committed.deltas()) {
            byte[] encoded;
            if (delta.content() instanceof StateDelta.InFile inFile) {
                try (InputStream in = checkpoint.read(inFile.file())) {
                    encoded = in.readAllBytes();
                }
            } else {
                encoded = ((StateDelta.Inline) delta.content()).changes().bytes();
            }
            parts.computeIfAbsent(delta.operator(), any -> new ArrayList<>())
                    .add(StateChanges.of(encoded, delta.keys()));
        }
        Map<String, StateChanges> changes = new TreeMap<>();
        parts.forEach((operator, ofOperator) -> changes.put(operator, StateChanges.concat(ofOperator)));
        return changes;
    }
}
