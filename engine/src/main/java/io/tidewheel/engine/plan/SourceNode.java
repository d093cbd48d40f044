package io.tidewheel.engine.plan;

import java.util.List;

/** Where a lineage begins. */
public final class SourceNode implements PlanNode {
    private static final long serialVersionUID = 1L;

    private final Source source;
    private final Layout layout;

    public SourceNode(Source source, Layout layout) {
        this.source = source;
        this.layout = layout;
    }

    public Source source() {
        return source;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of();
    }

    @Override
    public int partitionCount() {
        return source.partitions();
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitSource(this);
    }

    @Override
    public String toString() {
        return source.describe();
    }
}
