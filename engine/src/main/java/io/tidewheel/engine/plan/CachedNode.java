package io.tidewheel.engine.plan;

import java.util.List;

/** Rows kept once computed. A partition is stored whole or not at all; the engine drops all with {@link CachedRows}. */
public final class CachedNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final CachedRows rows;

    public CachedNode(PlanNode parent, CachedRows rows) {
        super(parent.partitionCount(), parent.layout());
        this.parent = parent;
        this.rows = rows;
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
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitCached(this);
    }

    @Override
    public String toString() {
        return "cached " + rows.level();
    }
}
