package io.tidewheel.engine.plan;

import java.io.Serializable;
import java.util.List;

/**
 * One step of lineage. A plan is a graph of these; it is data: immutable, serialisable, without threads or files.
 * Nodes are equal only to themselves (lineages are deep and share parts). A visitor has a method for each kind and no
 * default, so that a new kind does not compile until every reader of plans knows it.
 */
public sealed interface PlanNode extends Serializable
        permits SourceNode, NarrowNode, ExchangeNode, UnionNode, ZipNode, CrossNode, RegroupNode, CachedNode {
    List<PlanNode> parents();

    int partitionCount();

    Layout layout();

    /** Values that must be computed before the stage of this node runs. */
    default List<Computed<?>> needs() {
        return List.of();
    }

    <R> R accept(PlanVisitor<R> visitor);
}
