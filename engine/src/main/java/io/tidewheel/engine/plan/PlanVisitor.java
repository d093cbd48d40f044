package io.tidewheel.engine.plan;

/** One method for each kind of node. Visitors do not recurse into parents: lineages may be thousands of steps deep. */
public interface PlanVisitor<R> {
    R visitSource(SourceNode node);

    R visitNarrow(NarrowNode node);

    R visitExchange(ExchangeNode node);

    R visitUnion(UnionNode node);

    R visitZip(ZipNode node);

    R visitCross(CrossNode node);

    R visitRegroup(RegroupNode node);

    R visitCached(CachedNode node);
}
