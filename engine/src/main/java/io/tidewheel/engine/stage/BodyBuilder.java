package io.tidewheel.engine.stage;

import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.CrossNode;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.PlanVisitor;
import io.tidewheel.engine.plan.RegroupNode;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.plan.UnionNode;
import io.tidewheel.engine.plan.ZipNode;
import io.tidewheel.engine.task.StageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Turns the nodes of one stage into operations, inputs first. Used once, for one stage. */
final class BodyBuilder implements PlanVisitor<Op> {
    private static final int MOST_COST = 4_096; // of a chain, in steps that give one row for one

    private final IdentityHashMap<ExchangeNode, Integer> numbers; // stage that writes each exchange
    private final Set<Computed<?>> needs; // grows
    private final Set<StageId> parents; // grows
    private final List<Op> ops = new ArrayList<>();
    private final IdentityHashMap<PlanNode, Integer> index = new IdentityHashMap<>();

    BodyBuilder(IdentityHashMap<ExchangeNode, Integer> numbers, Set<Computed<?>> needs, Set<StageId> parents) {
        this.numbers = numbers;
        this.needs = needs;
        this.parents = parents;
    }

    StageBody build(PlanNode end) {
        Deque<PlanNode> open = new ArrayDeque<>();
        open.push(end);
        while (!open.isEmpty()) {
            PlanNode node = open.peek();
            if (index.containsKey(node)) {
                open.pop();
                continue;
            }
            List<PlanNode> inputs = new ArrayList<>(inputs(node));
            inputs.removeIf(index::containsKey);
            if (inputs.isEmpty()) {
                open.pop();
                Op op = node.accept(this);
                index.put(node, ops.size());
                ops.add(op);
            } else {
                Collections.reverse(inputs);
                inputs.forEach(open::push);
            }
        }
        return new StageBody(ops);
    }

    private static List<PlanNode> inputs(PlanNode node) {
        if (node instanceof ExchangeNode) {
            return List.of();
        }
        if (node instanceof UnionNode union) {
            return flat(union);
        }
        return node instanceof NarrowNode ? List.of(belowChain(node)) : node.parents();
    }

    /** What unions of unions are made of, left to right, but for what has no partitions: one operation, however deep. */
    private static List<PlanNode> flat(UnionNode union) {
        List<PlanNode> members = new ArrayList<>();
        Deque<PlanNode> open = new ArrayDeque<>();
        open.push(union);
        while (!open.isEmpty()) {
            PlanNode node = open.pop();
            if (node instanceof UnionNode nested) {
                for (int i = nested.parents().size() - 1; i >= 0; i--) {
                    open.push(nested.parents().get(i));
                }
            } else if (node.partitionCount() > 0) {
                members.add(node);
            }
        }
        return members;
    }

    /** Where a run of steps begins, or is cut because it is very long: see {@link Segments}. */
    private static PlanNode belowChain(PlanNode node) {
        PlanNode below = node;
        int cost = 0;
        while (cost < MOST_COST && below instanceof NarrowNode narrow) {
            Step step = narrow.step();
            cost += step instanceof Step.Whole ? 128 : ((Step.PerRow) step).fansOut() ? 16 : 1;
            below = narrow.parent();
        }
        return below;
    }

    private int at(PlanNode node) {
        return index.get(node);
    }

    @Override
    public Op visitSource(SourceNode node) {
        return new Op.Scan(node.source(), node.partitionCount());
    }

    @Override
    public Op visitNarrow(NarrowNode node) {
        Deque<NarrowNode> chain = new ArrayDeque<>();
        PlanNode input = belowChain(node);
        for (PlanNode each = node; each != input; each = ((NarrowNode) each).parent()) {
            chain.push((NarrowNode) each);
        }
        List<Step> steps = new ArrayList<>(chain.size());
        for (NarrowNode narrow :
                chain) { // from the source on, so that needs come before those whose sub-plans need them
            needs.addAll(narrow.needs());
            steps.add(narrow.step());
        }
        return new Op.Chain(at(input), steps, node.partitionCount());
    }

    @Override
    public Op visitExchange(ExchangeNode node) {
        int producer = numbers.get(node);
        needs.addAll(node.needs());
        parents.add(new StageId(producer));
        return new Op.Read(producer, node.exchange(), node.partitionCount());
    }

    @Override
    public Op visitUnion(UnionNode node) {
        List<Integer> inputs = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        int start = 0;
        for (PlanNode parent : flat(node)) {
            inputs.add(at(parent));
            starts.add(start);
            start += parent.partitionCount();
        }
        return new Op.Concat(inputs, starts, start);
    }

    @Override
    public Op visitZip(ZipNode node) {
        return new Op.Zip(at(node.left()), at(node.right()), node.zipper(), node.partitionCount());
    }

    @Override
    public Op visitCross(CrossNode node) {
        return new Op.Cross(
                at(node.left()),
                at(node.right()),
                node.right().partitionCount(),
                node.crosser(),
                node.partitionCount());
    }

    @Override
    public Op visitRegroup(RegroupNode node) {
        return new Op.Regroup(at(node.parent()), node.groups(), node.partitionCount());
    }

    @Override
    public Op visitCached(CachedNode node) {
        return new Op.Keep(at(node.parent()), node.rows(), node.partitionCount());
    }
}
