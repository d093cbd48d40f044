package io.tidewheel.engine.plan;

import java.util.List;

/** Every partition of one parent with every partition of another; the right is read again for each left row block. */
public final class CrossNode implements PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode left;
    private final PlanNode right;
    private final Crosser crosser;
    private final int partitionCount; // kept: asking parents would recurse along the lineage

    public CrossNode(PlanNode left, PlanNode right, Crosser crosser) {
        this.left = left;
        this.right = right;
        this.crosser = crosser;
        this.partitionCount = left.partitionCount() * right.partitionCount();
    }

    public PlanNode left() {
        return left;
    }

    public PlanNode right() {
        return right;
    }

    public Crosser crosser() {
        return crosser;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(left, right);
    }

    @Override
    public int partitionCount() {
        return partitionCount;
    }

    @Override
    public Layout layout() {
        return Layout.UNKNOWN;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitCross(this);
    }

    @Override
    public String toString() {
        return crosser.name();
    }
}
