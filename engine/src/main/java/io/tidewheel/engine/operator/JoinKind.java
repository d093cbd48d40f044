package io.tidewheel.engine.operator;

/** Which keys without a partner a join keeps. */
public enum JoinKind {
    INNER(false, false),
    LEFT(true, false),
    RIGHT(false, true),
    FULL(true, true);

    private final boolean left;
    private final boolean right;

    JoinKind(boolean left, boolean right) {
        this.left = left;
        this.right = right;
    }

    boolean keepsLeft() {
        return left;
    }

    boolean keepsRight() {
        return right;
    }
}
