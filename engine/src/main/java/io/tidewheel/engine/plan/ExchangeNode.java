package io.tidewheel.engine.plan;

import io.tidewheel.engine.exchange.Exchange;
import java.util.List;

/** A stage boundary: every partition may get rows from every partition of the parent. */
public final class ExchangeNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode parent;
    private final Exchange exchange;
    private final List<Computed<?>> needs;

    public ExchangeNode(PlanNode parent, Exchange exchange, Layout layout, List<Computed<?>> needs) {
        super(exchange.partitions(), layout);
        this.parent = parent;
        this.exchange = exchange;
        this.needs = List.copyOf(needs);
    }

    public PlanNode parent() {
        return parent;
    }

    public Exchange exchange() {
        return exchange;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    public List<Computed<?>> needs() {
        return needs;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitExchange(this);
    }

    @Override
    public String toString() {
        return exchange.describe() + " into " + exchange.partitions();
    }
}
