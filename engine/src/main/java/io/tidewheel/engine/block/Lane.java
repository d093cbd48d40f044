package io.tidewheel.engine.block;

/** What the rows of a chunk are; the sink's four lanes. */
enum Lane {
    OBJECTS(0),
    PAIRS(1),
    LONGS(2),
    DOUBLES(3);

    private static final Lane[] BY_CODE = values();

    private final int code;

    Lane(int code) {
        this.code = code;
    }

    /** How the lane is written, in two bits. */
    int code() {
        return code;
    }

    static Lane of(long code) {
        return BY_CODE[(int) code & 3];
    }
}
