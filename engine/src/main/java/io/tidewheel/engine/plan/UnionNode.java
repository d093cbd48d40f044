package io.tidewheel.engine.plan;

import java.util.List;

/** The partitions of several parents, one after the other. */
public final class UnionNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final List<PlanNode> parents;

    public UnionNode(List<PlanNode> parents) {
        super(parents.stream().mapToInt(PlanNode::partitionCount).sum(), Layout.UNKNOWN);
        this.parents = List.copyOf(parents);
    }

    @Override
    public List<PlanNode> parents() {
        return parents;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitUnion(this);
    }

    @Override
    public String toString() {
        return "union of " + parents.size();
    }
}
