package io.tidewheel.engine.plan;

import java.util.List;

/** One step applied to each partition by itself. */
public final class NarrowNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final Step step;
    private final List<Computed<?>> needs;

    public NarrowNode(PlanNode parent, Step step, Layout layout, List<Computed<?>> needs) {
        super(parent.partitionCount(), layout);
        this.parent = parent;
        this.step = step;
        this.needs = List.copyOf(needs);
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
