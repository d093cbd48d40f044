package io.tidewheel.integration.hostile;

import io.tidewheel.engine.event.EngineEvent.JobEnded;
import io.tidewheel.engine.event.EngineEvent.JobStarted;
import io.tidewheel.engine.event.EngineEvent.Outcome;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.stage.Stage;
import io.tidewheel.engine.stage.StageGraph;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs stage after stage, the tasks of each in any order. */
final class HostilePlan<R> implements PreparedPlan<R> {
    private final HostileBackend backend;
    private final Action<?> action;
    private final StageGraph graph;
    private final Map<Long, Object> computed; // shared with the plan whose sub-plan this is
    private final boolean isSubPlan;
    private final Map<Integer, HostileInputs.Written> written = new HashMap<>();
    private @Nullable Parameters keptFrom; // whose outputs are kept from the last run; null if none are

    HostilePlan(HostileBackend backend, PlanNode root, Action<?> action) {
        this(backend, root, action, new HashMap<>(), false);
    }

    private HostilePlan(
            HostileBackend backend, PlanNode root, Action<?> action, Map<Long, Object> computed, boolean isSubPlan) {
        this.computed = computed;
        this.isSubPlan = isSubPlan;
        this.backend = backend;
        this.action = action;
        this.graph = StageGraph.of(root);
    }

    @Override
    public String explain() {
        return graph.explain(action.name());
    }

    @Override
    public List<@Nullable R> run(RunOptions options) {
        HostileRun run = new HostileRun(backend.nextJob(), options, action.name());
        backend.enter(run);
        try {
            return run(run);
        } finally {
            backend.leave(run);
        }
    }

    private List<@Nullable R> run(HostileRun run) {
        RunOptions options = run.options();
        if (!options.parameters().equals(keptFrom)) {
            close();
        }
        keptFrom = options.keepOutputs() ? options.parameters() : null;
        List<Integer> wanted = options.partitions() != null
                ? options.partitions()
                : all(graph.last().partitions());
        backend.events()
                .post(new JobStarted(
                        run.job(), options.description(), graph.stages().size(), wanted.size()));
        HostileTasks tasks = new HostileTasks(backend, run, computed, written);
        try {
            List<@Nullable R> results = runStages(run, tasks, wanted);
            backend.events().post(new JobEnded(run.job(), Outcome.SUCCEEDED, tasks.started(), 0, ""));
            return results;
        } catch (TidewheelException e) {
            Outcome outcome = e.kind() == Kind.CANCELLED ? Outcome.CANCELLED : Outcome.FAILED;
            backend.events().post(new JobEnded(run.job(), outcome, tasks.started(), 0, String.valueOf(e.getMessage())));
            keptFrom = null;
            throw e;
        } finally {
            if (keptFrom == null) {
                close();
            }
        }
    }

    @SuppressWarnings("unchecked") // the results of the plan's own action
    private List<@Nullable R> runStages(HostileRun run, HostileTasks tasks, List<Integer> wanted) {
        for (Computed<?> value : graph.needs()) {
            if (!computed.containsKey(value.id())) {
                computed.put(value.id(), value(backend, value, run.options(), computed));
            }
        }
        for (Stage stage : graph.stages()) {
            Exchange output = stage.output();
            if (output != null && !written.containsKey(stage.id().number())) {
                written.put(stage.id().number(), tasks.write(stage, output, shuffled(all(stage.partitions()))));
            }
        }
        Map<Integer, @Nullable Object> results = tasks.act(graph.last(), action, shuffled(wanted));
        List<@Nullable R> inOrder = new ArrayList<>();
        wanted.forEach(partition -> inOrder.add((R) results.get(partition)));
        return inOrder;
    }

    @Override
    public void close() {
        if (!isSubPlan) {
            computed.clear();
        }
        written.clear();
        keptFrom = null;
    }

    static <V> V value(HostileBackend backend, Computed<V> value, RunOptions outer, Map<Long, Object> computed) {
        RunOptions options = RunOptions.ALL
                .withParameters(outer.parameters())
                .describedAs(value.name(), outer.group(), outer.pool());
        try (HostilePlan<Object> plan = new HostilePlan<>(backend, value.plan(), value.action(), computed, true)) {
            return value.value(plan.run(options));
        }
    }

    private static List<Integer> all(int partitions) {
        return IntStream.range(0, partitions).boxed().toList();
    }

    private List<Integer> shuffled(List<Integer> partitions) {
        List<Integer> order = new ArrayList<>(partitions);
        Collections.shuffle(order, backend.random());
        return order;
    }
}
