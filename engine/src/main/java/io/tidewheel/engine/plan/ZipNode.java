package io.tidewheel.engine.plan;

import java.util.List;

/** Partitions of the same index of two parents, brought together by a function of both. */
public final class ZipNode extends PlanNode {
    private static final long serialVersionUID = 1L;

    private final PlanNode left;
    private final PlanNode right;
    private final Zipper zipper;

    public ZipNode(PlanNode left, PlanNode right, Zipper zipper, Layout layout) {
        super(left.partitionCount(), layout);
        if (left.partitionCount() != right.partitionCount()) {
            throw new IllegalArgumentException(
                    "zip of " + left.partitionCount() + " with " + right.partitionCount() + " partitions");
        }
        this.left = left;
        this.right = right;
        this.zipper = zipper;
    }

    public PlanNode left() {
        return left;
    }

    public PlanNode right() {
        return right;
    }

    public Zipper zipper() {
        return zipper;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(left, right);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visitZip(this);
    }

    @Override
    public String toString() {
        return zipper.name();
    }
}
