package io.tidewheel.engine.schedule;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Plan;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.stage.Stage;
import io.tidewheel.engine.stage.StageBody;
import io.tidewheel.engine.stage.StageBody.Input;
import io.tidewheel.engine.stage.StageGraph;
import io.tidewheel.engine.stage.WatchedRows;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A plan prepared for a local backend: its stages, and the exchange outputs that are there. */
final class LocalPlan<R> implements PreparedPlan<R> {
    private final LocalBackend backend;
    private final Plan<R> plan;
    private final StageGraph graph;
    private final List<StageRun> stages = new ArrayList<>(); // reset for each run; owned by the scheduler's lock then
    private final List<@Nullable Outputs> outputs = new ArrayList<>(); // by stage; null for the last
    private final List<int[]> reads = new ArrayList<>(); // by stage and reduce partition: tasks that read it
    private final @Nullable List<StrictCopy<StageBody>> bodies; // strict mode only
    private final @Nullable StrictCopy<Action<R>> action; // strict mode only
    private final boolean readsStored;
    private final AtomicBoolean running = new AtomicBoolean();
    private @Nullable SharedOutputs lender; // while this runs as a sub-plan: who reads the same exchanges afterwards
    private @Nullable Parameters outputsOf; // whose outputs are kept from the last run; null if none are

    LocalPlan(LocalBackend backend, Plan<R> plan) {
        this.backend = backend;
        this.plan = plan;
        this.graph = StageGraph.of(plan.root());
        for (Stage stage : graph.stages()) {
            stages.add(new StageRun(stage));
            Exchange output = stage.output();
            outputs.add(output == null ? null : new Outputs(stage.partitions(), output.partitions(), 0));
            reads.add(new int[output == null ? 0 : output.partitions()]);
        }
        for (Stage stage : graph.stages()) {
            for (int partition = 0;
                    partition < stage.partitions() && !stage.parents().isEmpty();
                    partition++) {
                for (Input input : inputs(stage, partition, null)) {
                    reads.get(input.producer())[input.reducePartition()]++;
                }
            }
        }
        this.readsStored = readsStored(plan.root());
        boolean strict = backend.strict();
        String what = "'" + plan.action().name() + "'";
        this.bodies = !strict
                ? null
                : graph.stages().stream()
                        .map(stage -> new StrictCopy<>(stage.body(), what))
                        .toList();
        this.action = strict ? new StrictCopy<>(plan.action(), what) : null;
    }

    @Override
    public String explain() {
        return graph.explain(plan.action().name());
    }

    private static boolean readsStored(PlanNode root) {
        Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<PlanNode> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            PlanNode node = open.pop();
            if (node instanceof CachedNode cached && !cached.rows().level().isSerialized()) {
                return true;
            }
            if (seen.add(node)) {
                node.parents().forEach(open::push);
            }
        }
        return false;
    }

    /** Whether its rows may be objects that are stored as well. */
    boolean readsStored() {
        return readsStored;
    }

    String actionName() {
        return plan.action().name();
    }

    @Override
    public List<@Nullable R> run(RunOptions options) {
        return run(options, null);
    }

    /** Runs as the sub-plan of another, which will read some of the exchanges again: their outputs stay in {@code shared}. */
    List<@Nullable R> runBefore(RunOptions options, @Nullable SharedOutputs shared) {
        return run(options, shared);
    }

    private List<@Nullable R> run(RunOptions options, @Nullable SharedOutputs outer) {
        TaskContext inside = CurrentTask.get();
        if (inside != null) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "'" + actionName() + "' was called inside a function of " + inside.attempt()
                            + "; datasets live on the driver: join them, or collect one there and broadcast it");
        }
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("'" + actionName() + "' already runs; prepare the plan once per thread");
        }
        SharedOutputs shared = outer == null && !graph.needs().isEmpty() ? new SharedOutputs() : outer;
        this.lender = outer;
        try {
            List<Integer> wanted = options.partitions() != null
                    ? options.partitions()
                    : IntStream.range(0, graph.last().partitions()).boxed().toList();
            return results(start(options, wanted, shared), wanted);
        } catch (StackOverflowError e) { // not a task's, whose failures come as exceptions
            throw JobFailure.tooDeep(actionName(), e);
        } finally {
            if (outer == null && shared != null) {
                shared.rest().forEach(backend::drop);
            }
            running.set(false);
        }
    }

    private JobRun start(RunOptions options, List<Integer> wanted, @Nullable SharedOutputs shared) {
        Map<Long, Object> computed = new LinkedHashMap<>();
        if (shared != null && !graph.needs().isEmpty()) {
            shared.want(graph.exchanges());
            for (Computed<?> need : graph.needs()) {
                computed.put(need.id(), backend.computed(need, options, shared));
            }
        }
        boolean goesOn = options.parameters().equals(outputsOf);
        stages.forEach(stage -> stage.reset(goesOn));
        if (!goesOn) {
            dropOutputs();
            beginOutputs(shared);
        }
        outputsOf = options.keepOutputs() ? options.parameters() : null;
        JobRun job = new JobRun(backend.nextJob(), this, options, computed, stages, backend.events());
        try {
            backend.scheduler().run(job, wanted);
            if (lender != null && job.failure == null) {
                lendOutputs(lender);
            }
        } finally {
            if (job.failure != null || !options.keepOutputs()) {
                outputsOf = null;
                dropOutputs();
            }
        }
        return job;
    }

    /** Each exchange begins with nothing, or with what a sub-plan has made of it. */
    private void beginOutputs(@Nullable SharedOutputs shared) {
        for (int stage = 0; stage < graph.exchanges().size(); stage++) {
            Outputs made = shared == null ? null : shared.take(graph.exchanges().get(stage));
            if (made == null) {
                outputs.get(stage).reset(backend.nextExchange());
                continue;
            }
            outputs.set(stage, made);
            for (int map = 0; map < made.maps(); map++) {
                if (made.missing(map).isEmpty()) {
                    stages.get(stage).everDone.set(map);
                }
            }
        }
    }

    private void lendOutputs(SharedOutputs shared) {
        for (int stage = 0; stage < graph.exchanges().size(); stage++) {
            ExchangeNode exchange = graph.exchanges().get(stage);
            Outputs made = outputs.get(stage);
            if (shared.isWanted(exchange)) {
                shared.keep(exchange, made);
                outputs.set(stage, new Outputs(made.maps(), made.reduces(), 0));
            }
        }
    }

    @SuppressWarnings("unchecked") // results come from this plan's own action
    private List<@Nullable R> results(JobRun job, List<Integer> wanted) {
        if (job.failure instanceof RuntimeException failure) {
            failure.fillInStackTrace(); // where the action was called, not where a worker noticed; its cause has that
            throw failure;
        }
        List<@Nullable R> results = new ArrayList<>(wanted.size());
        for (int partition : wanted) {
            results.add((R) job.results[partition]);
        }
        return results;
    }

    private void dropOutputs() {
        for (Outputs output : outputs) {
            if (output != null) {
                backend.drop(output);
            }
        }
    }

    /** @param run what is stored for it needs no input; null for a run that finds nothing stored */
    List<Input> inputs(Stage stage, int partition, @Nullable Parameters run) {
        List<Input> inputs = new ArrayList<>();
        stage.body().inputs(partition, (rows, p) -> run != null && backend.isStored(rows, run, p), inputs);
        return inputs;
    }

    @Nullable
    Outputs outputs(int stage) {
        return outputs.get(stage);
    }

    /** True if one task alone reads these outputs, once, and will not read them again when it fails. */
    boolean isReadOnce(int producer, int reducePartition) {
        return backend.options().maxFailures() == 1
                && reads.get(producer)[reducePartition] == 1
                && (lender == null || !lender.isWanted(graph.exchanges().get(producer)));
    }

    StageBody body(Stage stage) throws Exception {
        return bodies == null ? stage.body() : bodies.get(stage.id().number()).copy();
    }

    Exchange output(Stage stage) {
        assert stage.output() != null : stage + " has no output";
        return stage.output();
    }

    /** In strict mode: a task must leave its copies as it got them. */
    void checkUnchanged(Stage stage, StageBody used) throws Exception {
        if (bodies != null) {
            bodies.get(stage.id().number()).checkUnchanged(used);
        }
    }

    /** Runs the action; in strict mode a copy that must stay as it is. */
    @Nullable
    R act(Cursor rows, TaskContext context) throws Exception {
        if (action == null) {
            return plan.action().run(rows, context);
        }
        Action<R> own = action.copy();
        R result = own.run(own.keepsRows() ? watched(rows, context) : rows, context);
        action.checkUnchanged(own);
        return result;
    }

    private Cursor watched(Cursor rows, TaskContext context) {
        return new WatchedRows(rows, graph.last().body().maker(), "'" + actionName() + "'", context);
    }

    @Override
    public void close() {
        if (!running.get()) {
            dropOutputs();
            outputsOf = null;
        }
    }
}
