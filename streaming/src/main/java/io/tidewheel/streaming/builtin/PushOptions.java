package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/**
 * How a {@link PushSource} is opened.
 *
 * @param maxUnreadRows how many rows may wait for the query before pushing waits
 * @param maxUnreadBytes about how many bytes of files these may take
 * @param takeOver opens the log although another process, which is known to live, holds it: that one can push no more
 */
public record PushOptions(long maxUnreadRows, long maxUnreadBytes, boolean takeOver) {
    /** 1,000,000 rows, 256 MiB, and nothing is taken over. */
    public static final PushOptions DEFAULT = new PushOptions(1_000_000, 256L << 20, false);

    public PushOptions {
        if (maxUnreadRows < 1 || maxUnreadBytes < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "a push source was given room for " + maxUnreadRows + " rows and " + maxUnreadBytes
                            + " bytes; it needs room for at least 1 of each");
        }
    }

    public PushOptions withMaxUnreadRows(long rows) {
        return new PushOptions(rows, maxUnreadBytes, takeOver);
    }

    public PushOptions withMaxUnreadBytes(long bytes) {
        return new PushOptions(maxUnreadRows, bytes, takeOver);
    }

    public PushOptions withTakeOver(boolean whether) {
        return new PushOptions(maxUnreadRows, maxUnreadBytes, whether);
    }
}
