package io.tidewheel.streaming.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What came of writing one partition to a sink; of several attempts only that counts whose result was taken. Immutable. */
public final class WrittenPart implements Serializable {
    private static final long serialVersionUID = 1;

    private final long rows;
    private final byte @Nullable [] finished;

    WrittenPart(long rows, byte @Nullable [] finished) {
        this.rows = rows;
        this.finished = finished;
    }

    /** How many the writer was given. */
    public long rows() {
        return rows;
    }

    /** What the writer's finish gave; null if there was no row. */
    public byte @Nullable [] finished() {
        return finished;
    }
}
