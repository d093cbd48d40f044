package io.tidewheel.engine.plan;

import java.util.List;

/** Rows kept once computed. A partition is stored whole or not at all; the engine drops all with {@link CachedRows}. */
public final class CachedNode implements PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final CachedRows rows;
    private final int partitionCount; // kept, as the layout is: asking parents would recurse along the lineage
    private final Layout layout;

    public CachedNode(PlanNode parent, CachedRows rows) {
        this.parent = parent;
        this.rows = rows;
        this.partitionCount = parent.partitionCount();
        this.layout = parent.layout();
    }

    public PlanNode parent() {
        return parent;
    }

    public CachedRows rows() {
        return rows;
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
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitCached(this);
    }

    @Override
    public String toString() {
        return "cached " + rows.level();
    }
}
