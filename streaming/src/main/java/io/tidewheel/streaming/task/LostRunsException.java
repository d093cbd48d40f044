package io.tidewheel.streaming.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored rows are not there any more: whoever knows how they came about computes them again. */
public final class LostRunsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long cachedId;
    private final List<Long> runs;

    LostRunsException(long cachedId, List<Long> runs) {
        super("what runs " + runs + " have stored as " + cachedId + " is gone", null, false, false);
        this.cachedId = cachedId;
        this.runs = List.copyOf(runs);
    }

    public long cachedId() {
        return cachedId;
    }

    public List<Long> runs() {
        return runs;
    }

    /** The one that a failure comes from; null if it has another cause. */
    public static @Nullable LostRunsException in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LostRunsException lost) {
                return lost;
            }
        }
        return null;
    }
}
