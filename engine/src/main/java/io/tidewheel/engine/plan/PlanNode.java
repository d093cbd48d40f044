package io.tidewheel.engine.plan;

import java.io.Serializable;
import java.util.List;

/**
 * One step of lineage. A plan is a graph of these; it is data: immutable, serialisable, without threads or files.
 * Nodes are equal only to themselves (lineages are deep and share parts). A visitor has a method for each kind and no
 * default, so that a new kind does not compile until every reader of plans knows it.
 */
public abstract sealed class PlanNode implements Serializable
        permits SourceNode, NarrowNode, ExchangeNode, UnionNode, ZipNode, CrossNode, RegroupNode, CachedNode {
    private static final long serialVersionUID = 1L;

    private final int partitionCount; // kept, as the layout is: asking parents would recurse along the lineage
    private final Layout layout;

    PlanNode(int partitionCount, Layout layout) {
        this.partitionCount = partitionCount;
        this.layout = layout;
    }

    public abstract List<PlanNode> parents();

    public final int partitionCount() {
        return partitionCount;
    }

    public final Layout layout() {
        return layout;
    }

    /** Values that must be computed before the stage of this node runs. */
    public List<Computed<?>> needs() {
        return List.of();
    }

    public abstract <R> R accept(PlanVisitor<R> visitor);
}
