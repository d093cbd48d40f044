package io.tidewheel.engine.stage;

import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.task.StageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A plan cut into stages at its exchanges. The same plan always gives the same stages with the same numbers: parents
 * before children, left before right; the last stage is the plan's own end.
 *
 * @param exchanges by stage, the exchange it ends in; the last stage has none
 * @param needs values that sub-plans must give first; what stands nearer to a source comes before what stands behind it
 */
public record StageGraph(List<Stage> stages, List<ExchangeNode> exchanges, List<Computed<?>> needs) {
    public StageGraph {
        stages = List.copyOf(stages);
        exchanges = List.copyOf(exchanges);
        needs = List.copyOf(needs);
    }

    public static StageGraph of(PlanNode root) {
        return new Cutter().cut(root);
    }

    public Stage last() {
        return stages.get(stages.size() - 1);
    }

    /** One line a stage, the last first. */
    public String explain(String actionName) {
        StringBuilder text = new StringBuilder();
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            text.append(stage.id()).append(": ").append(stage.body()).append(" | ");
            if (stage.output() != null) {
                text.append(stage.output().describe())
                        .append(" into ")
                        .append(stage.output().partitions());
            } else {
                text.append(actionName);
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Walks with explicit stacks, never by recursion: lineages may be thousands of nodes deep. */
    private static final class Cutter {
        private final IdentityHashMap<ExchangeNode, Integer> numbers = new IdentityHashMap<>();
        private final List<Stage> stages = new ArrayList<>();
        private final List<ExchangeNode> exchanges = new ArrayList<>();
        private final Set<Computed<?>> needs = new LinkedHashSet<>();

        StageGraph cut(PlanNode root) {
            Deque<ExchangeNode> open = new ArrayDeque<>(exchangesUnder(root));
            while (!open.isEmpty()) {
                ExchangeNode node = open.peek();
                List<ExchangeNode> missing = new ArrayList<>();
                if (!numbers.containsKey(node)) {
                    missing.addAll(exchangesUnder(node.parent()));
                    missing.removeIf(numbers::containsKey);
                }
                if (missing.isEmpty()) {
                    open.pop();
                    if (!numbers.containsKey(node)) {
                        numbers.put(node, add(node.parent(), node));
                        needs.addAll(node.needs());
                        exchanges.add(node);
                    }
                } else {
                    Collections.reverse(missing);
                    missing.forEach(open::push);
                }
            }
            add(root, null);
            return new StageGraph(stages, exchanges, new ArrayList<>(needs));
        }

        private int add(PlanNode end, @Nullable ExchangeNode output) {
            StageId id = new StageId(stages.size());
            Set<StageId> parents = new TreeSet<>();
            StageBody body = new BodyBuilder(numbers, needs, parents).build(end);
            stages.add(new Stage(id, body, output == null ? null : output.exchange(), new ArrayList<>(parents)));
            return id.number();
        }

        /** Exchanges that the stage ending in {@code end} reads, left to right. */
        private static List<ExchangeNode> exchangesUnder(PlanNode end) {
            Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            List<ExchangeNode> found = new ArrayList<>();
            Deque<PlanNode> open = new ArrayDeque<>();
            open.push(end);
            while (!open.isEmpty()) {
                PlanNode node = open.pop();
                if (!seen.add(node)) {
                    continue;
                }
                if (node instanceof ExchangeNode exchange) {
                    found.add(exchange);
                } else {
                    List<PlanNode> parents = node.parents();
                    for (int i = parents.size() - 1; i >= 0; i--) {
                        open.push(parents.get(i));
                    }
                }
            }
            return found;
        }
    }
}
