package io.tidewheel.streaming;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.batch.action.Actions;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.InitialState;
import io.tidewheel.streaming.task.InitialStateAction;
import io.tidewheel.streaming.task.OneBatchStep;
import io.tidewheel.streaming.task.WrittenPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query as prepared plans for so many partitions: made once, run for every batch planned with that many. Owned by the
 * query's thread.
 */
final class BatchPlans implements AutoCloseable {
    /** Of partitions: those of datasets that streams are joined with are the session's, and may be others at each start. */
    private static final Pattern COUNTS = Pattern.compile("\\b(in|into|read) \\d+");

    private static final int MOST_RUNS = 100; // then it is told as missing

    private final SessionAccess session;
    private final Assembly assembly;
    private final Panes panes;
    private final List<Stateful> stateful = new ArrayList<>();
    private final List<Judged> judged = new ArrayList<>();
    private final Map<String, Reading> readings = new TreeMap<>(); // by branch
    private final Map<String, PreparedPlan<Long>> reads = new TreeMap<>(); // by source
    private final String fingerprint;
    private final String group;

    /**
     * A step with state, as a plan that leaves its rows stored.
     *
     * @param before leaves stored what it reads; null if that is part of the plan
     */
    private record Stateful(
            Assembly.StatefulPart part, @Nullable PreparedPlan<Long> before, PreparedPlan<Long> plan) {
        void close() {
            if (before != null) {
                before.close();
            }
            plan.close();
        }
    }

    /** Rows that are late for windows, as a plan that leaves them stored. */
    private record Judged(Assembly.JudgedPart part, PreparedPlan<Long> plan) {}

    /** Plans over the rows of one branch. */
    private static final class Reading {
        private final PlanNode root;
        private @Nullable PreparedPlan<List<Object>> collecting;
        private @Nullable Action<WrittenPart> writer; // of writing
        private @Nullable PreparedPlan<WrittenPart> writing;
        private @Nullable Gathered gathered; // null until a batch has several slides

        Reading(PlanNode root) {
            this.root = root;
        }

        void forget() {
            if (gathered != null) {
                gathered.forget();
            }
        }

        void close() {
            if (gathered != null) {
                gathered.close();
            }
            if (collecting != null) {
                collecting.close();
            }
            if (writing != null) {
                writing.close();
            }
        }
    }

    /**
     * @param results where tasks leave what they noticed
     * @param group of its jobs, by which they are cancelled
     */
    BatchPlans(SessionAccess session, Description query, int partitions, long results, String group) {
        this.session = session;
        this.group = group;
        this.assembly = new Assembly(session, query.keyGroups(), partitions, results, query.shown(), query.late());
        for (Branch branch : query.branches()) {
            readings.put(branch.name(), new Reading(assembly.plan(branch.node())));
        }
        for (Assembly.StatefulPart part : assembly.stateful()) {
            PlanNode before = part.before();
            stateful.add(new Stateful(
                    part,
                    before == null ? null : session.prepare(before, Actions.count()),
                    session.prepare(part.root(), Actions.count())));
        }
        for (Assembly.JudgedPart part : assembly.judged()) {
            judged.add(new Judged(part, session.prepare(part.root(), Actions.count())));
        }
        this.panes = new Panes(session, assembly, group);
        for (Stateful step : stateful) {
            String again = "state '" + step.part.operator() + "', its rows again";
            step.part
                    .cachedIds()
                    .forEach(id -> panes.onLoss(id, (runs, batch) -> {
                        panes.run(step.plan, options(batch.whole(), again));
                        return true;
                    }));
        }
        for (Judged rows : judged) {
            panes.onLoss(rows.part.root().rows().id(), (runs, batch) -> {
                panes.run(rows.plan, options(batch.whole(), rows.part.name() + ", late rows again"));
                return true;
            });
        }
        this.fingerprint = fingerprinted(query);
    }

    private String fingerprinted(Description query) {
        StringBuilder all = new StringBuilder();
        if (!query.watermarks().isEmpty()) {
            all.append(query.watermarkPolicy());
            query.watermarks().forEach(flows -> all.append(flows.described()));
        }
        stateful.forEach(step -> all.append(step.part.operator()).append(step.plan.explain()));
        readings.forEach((branch, reading) -> all.append(branch).append(explained(reading)));
        all.append(panes.explain());
        return Integer.toHexString(COUNTS.matcher(all).replaceAll("$1").hashCode());
    }

    private String explained(Reading reading) {
        try (PreparedPlan<Long> plan = session.prepare(reading.root, Actions.count())) {
            return plan.explain();
        }
    }

    /** The plans of a query, for people. */
    static String explain(SessionAccess session, Description query) {
        StringBuilder all = new StringBuilder();
        try (BatchPlans plans = new BatchPlans(session, query, query.session().defaultParallelism(), 0, "")) {
            for (Stateful step : plans.stateful) {
                all.append("state '").append(step.part.operator()).append("'\n").append(step.plan.explain());
            }
            plans.readings.forEach((branch, reading) ->
                    all.append("to '").append(branch).append("'\n").append(plans.explained(reading)));
            all.append(plans.panes.explain());
        }
        return all.toString();
    }

    /** Changes when what the query does changes, as far as its steps show; not with the number of partitions. */
    String fingerprint() {
        return fingerprint;
    }

    Panes panes() {
        return panes;
    }

    int partitions(String branch) {
        return reading(branch).root.partitionCount();
    }

    /**
     * A dataset for somebody who may do anything with it: persist it, or keep it.
     *
     * @param run whose rows it has; in any other it says that its batch is over
     */
    @SuppressWarnings("unchecked") // the same kind of dataset as the one it has the rows of
    <D extends Rows<?>> D rowsOfOneBatch(StreamNode<D> node, long run) {
        D rows = assembly.of(node);
        PlanNode all = session.node(rows);
        PlanNode bound = new NarrowNode(all, new OneBatchStep(run), all.layout(), List.of());
        return (D) assembly.like((Rows<?>) rows, bound).named(rows.name());
    }

    /** Reads a source to its end, for what its tasks notice. */
    void read(StreamNode.Input<?> input, Parameters batch, String description) {
        PreparedPlan<Long> plan =
                reads.computeIfAbsent(input.name, any -> session.prepare(assembly.plan(input), Actions.count()));
        panes.run(plan, options(batch, description));
    }

    /** What a step's state begins with. */
    InitialState initialState(String operator, int keyGroups, KeyedDataset<?, ?> states, String description) {
        PlanNode byKey = assembly.byKey(session.node(states));
        try (PreparedPlan<byte[]> plan = session.prepare(byKey, new InitialStateAction(operator, keyGroups))) {
            List<byte[]> parts = new ArrayList<>();
            long keys = 0;
            for (byte[] part : plan.run(RunOptions.ALL.describedAs(description, group, ""))) {
                parts.add(Objects.requireNonNull(part));
                keys += count(part);
            }
            return new InitialState(parts, keys);
        }
    }

    private static long count(byte[] changes) {
        StateChanges.Reader reader = StateChanges.of(changes, 0).reader();
        long keys = 0;
        while (reader.next()) {
            keys++;
        }
        return keys;
    }

    /**
     * Runs every step with state to its end; its rows are stored for whoever reads them until {@link #forget}. What windows
     * behind it keep of them is stored before a step behind these runs.
     *
     * @param eventTime is asked where windows of a step are finished once all its rows are known
     * @param noticed has what the tasks of this attempt tell
     * @return the parameters with which the rows are to be read: they know what is finished too
     */
    Parameters runStateful(Parameters batch, String description, BatchEventTime eventTime, Noticed noticed) {
        Parameters current = panes.keep(0, batch);
        for (int done = 0; done < stateful.size(); done++) {
            Stateful step = stateful.get(done);
            String described = description + ", state '" + step.part.operator() + "'";
            StatefulNode.WindowAggregated<?, ?, ?> windowed = step.part.windowed();
            if (step.before != null && windowed != null) {
                panes.run(step.before, options(current, described + ", its rows"));
                current = BatchParameters.withFinishedAfter(current, windowed.name, eventTime.finishedAfter(windowed));
            }
            run(step, options(current, described), noticed);
            current = panes.keep(done + 1, current);
        }
        for (Judged rows : judged) {
            run(rows, options(current, description + ", late for " + rows.part.name()), noticed);
        }
        return current;
    }

    /**
     * Until each partition has said what it changed. One that was stored by an attempt that failed after that is read by the
     * next attempt, which then computes nothing and has nothing to say.
     */
    private void run(Stateful step, RunOptions options, Noticed noticed) {
        Assembly.StatefulPart part = step.part;
        for (int run = 0; run < MOST_RUNS; run++) {
            panes.run(step.plan, options);
            if (noticed.haveTold(part.operator(), part.root().partitionCount())) {
                return;
            }
            session.backend().forget(part.root().rows().id());
        }
    }

    /** As {@link #run(Stateful, RunOptions, Noticed)}, until each partition has said how many rows were late. */
    private void run(Judged rows, RunOptions options, Noticed noticed) {
        Assembly.JudgedPart part = rows.part;
        for (int run = 0; run < MOST_RUNS; run++) {
            panes.run(rows.plan, options);
            if (noticed.haveJudged(part.name(), part.root().partitionCount())) {
                return;
            }
            session.backend().forget(part.root().rows().id());
        }
    }

    /** The rows of a branch in one partition; each list is a fresh one. */
    @SuppressWarnings("unchecked") // the branch has rows of T
    <T> List<T> rows(String branch, int partition, Parameters batch, String description) {
        Reading reading = reading(branch);
        if (reading.collecting == null) {
            reading.collecting = session.prepare(reading.root, Actions.collect());
        }
        RunOptions options = options(batch, description).withPartitions(List.of(partition));
        return (List<T>)
                Objects.requireNonNull(panes.run(reading.collecting, options).get(0));
    }

    /**
     * Runs a writer over each partition of a branch.
     *
     * @param runs whose rows it gets, one after the other
     */
    List<@Nullable WrittenPart> write(
            String branch, Action<WrittenPart> writer, List<Parameters> runs, String description) {
        if (runs.isEmpty()) {
            return List.of();
        }
        Reading reading = reading(branch);
        if (runs.size() > 1) {
            return gathered(branch, reading).write(writer, runs, description);
        }
        Parameters batch = runs.get(0);
        PreparedPlan<WrittenPart> plan = reading.writing;
        if (plan == null || !writer.equals(reading.writer)) {
            if (plan != null) {
                plan.close();
            }
            plan = session.prepare(reading.root, writer);
            reading.writing = plan;
            reading.writer = writer;
        }
        return panes.run(plan, options(batch, description));
    }

    private Gathered gathered(String branch, Reading reading) {
        Gathered known = reading.gathered;
        if (known == null) {
            known = new Gathered(session, panes, branch, reading.root, group);
            reading.gathered = known;
        }
        return known;
    }

    private Reading reading(String branch) {
        return Objects.requireNonNull(readings.get(branch), () -> "no branch " + branch);
    }

    private RunOptions options(Parameters batch, String description) {
        return RunOptions.ALL.withParameters(batch).describedAs(description, group, "");
    }

    /** Lets go of the rows that were stored. */
    void forget() {
        for (Stateful step : stateful) {
            step.part.cachedIds().forEach(session.backend()::forget);
        }
        judged.forEach(rows -> session.backend().forget(rows.part.root().rows().id()));
        assembly.persisted().forEach(session.backend()::forget);
        readings.values().forEach(Reading::forget);
    }

    @Override
    public void close() {
        forget();
        stateful.forEach(Stateful::close);
        judged.forEach(rows -> rows.plan.close());
        readings.values().forEach(Reading::close);
        reads.values().forEach(PreparedPlan::close);
        panes.close();
    }
}
