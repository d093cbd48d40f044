package io.tidewheel.engine.plan;

import java.util.List;

/** One step applied to each partition by itself. */
public final class NarrowNode implements PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final Step step;
    private final Layout layout;
    private final List<Computed<?>> needs;
    private final int partitionCount; // kept: asking parents would recurse along the lineage

    public NarrowNode(PlanNode parent, Step step, Layout layout, List<Computed<?>> needs) {
        this.parent = parent;
        this.step = step;
        this.layout = layout;
        this.needs = List.copyOf(needs);
        this.partitionCount = parent.partitionCount();
    }

    public PlanNode parent() {
        return parent;
    }

    public Step step() {
        return step;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    public int partitionCount() {
        return partitionCount;
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public List<Computed<?>> needs() {
        return needs;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitNarrow(this);
    }

    @Override
    public String toString() {
        return step.name();
    }
}
