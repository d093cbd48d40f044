package io.tidewheel.engine.plan;

import java.util.List;

/** Fewer partitions: each is a list of the parent's, read one after the other. */
public final class RegroupNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final List<List<Integer>> groups;

    /** Groups of groups are groups: the new node has the parent of a parent that is such a node itself. */
    public RegroupNode(PlanNode parent, List<List<Integer>> groups, Layout layout) {
        super(groups.size(), layout);
        this.parent = parent instanceof RegroupNode below ? below.parent : parent;
        this.groups = parent instanceof RegroupNode below ? below.groupsOf(groups) : List.copyOf(groups);
    }

    private List<List<Integer>> groupsOf(List<List<Integer>> outer) {
        return outer.stream()
                .map(group -> group.size() == 1
                        ? groups.get(group.get(0))
                        : group.stream()
                                .flatMap(inner -> groups.get(inner).stream())
                                .toList())
                .toList();
    }

    public PlanNode parent() {
        return parent;
    }

    public List<List<Integer>> groups() {
        return groups;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitRegroup(this);
    }

    @Override
    public String toString() {
        return "regroup " + parent.partitionCount() + " into " + groups.size();
    }
}
