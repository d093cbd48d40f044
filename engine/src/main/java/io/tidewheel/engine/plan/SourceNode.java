package io.tidewheel.engine.plan;

import java.util.List;

/** Where a lineage begins. */
public final class SourceNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final Source source;

    public SourceNode(Source source, Layout layout) {
        super(source.partitions(), layout);
        this.source = source;
    }

    public Source source() {
        return source;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of();
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
