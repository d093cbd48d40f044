package io.tidewheel.engine.plan;

import java.util.List;

/** Every partition of one parent with every partition of another; the right is read again for each left row block. */
public final class CrossNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode left;
    private final PlanNode right;
    private final Crosser crosser;

    public CrossNode(PlanNode left, PlanNode right, Crosser crosser) {
        super(left.partitionCount() * right.partitionCount(), Layout.UNKNOWN);
        this.left = left;
        this.right = right;
        this.crosser = crosser;
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
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitCross(this);
    }

    @Override
    public String toString() {
        return crosser.name();
    }
}
