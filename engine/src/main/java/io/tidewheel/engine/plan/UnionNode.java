package io.tidewheel.engine.plan;

import java.util.List;

/** The partitions of several parents, one after the other. */
public final class UnionNode implements PlanNode {
    private static final long serialVersionUID = 1L;

    private final List<PlanNode> parents;
    private final int partitionCount; // kept: asking parents would recurse along the lineage

    public UnionNode(List<PlanNode> parents) {
        this.parents = List.copyOf(parents);
        this.partitionCount =
                parents.stream().mapToInt(PlanNode::partitionCount).sum();
    }

    @Override
    public List<PlanNode> parents() {
        return parents;
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
        return visitor.visitUnion(this);
    }

    @Override
    public String toString() {
        return "union of " + parents.size();
    }
}
