package io.tidewheel.batch.window;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What windows there are. */
public sealed interface WindowShape extends Serializable permits GridWindows, SessionWindows {
    /** Of a window. */
    Duration LONGEST = Duration.ofDays(400L * 365);

    /** Times further from 1970, in milliseconds, are in no window: their windows could not be numbered. */
    long FURTHEST_MILLIS = Long.MAX_VALUE / 1000;

    /** False if there is none, or it is too far away. */
    static boolean isUsable(@Nullable Instant time) {
        return time != null && Math.abs(time.getEpochSecond()) <= FURTHEST_MILLIS / 1000;
    }

    /** Where the last window ends that a row is in, as far as the row alone tells. */
    long lastEnd(long millis);

    /** What of it decides how its state is read, and what of it is still there: "panes of 1000 ms from 0 ms". */
    String stateShape();
}
