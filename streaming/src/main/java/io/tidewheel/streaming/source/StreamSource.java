package io.tidewheel.streaming.source;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a stream comes from: a description, made by a typed builder. Immutable; one may be used in several queries.
 *
 * @param <T> the rows
 */
public interface StreamSource<T> {
    /** For messages and progress: "files in /data/in". */
    String describe();

    /**
     * False if what was planned is gone with this process, as with a socket: after a crash such a batch cannot be read
     * again, and the query says so when it starts.
     */
    default boolean isReplayable() {
        return true;
    }

    /**
     * Which limits of a batch its drivers keep to. A query with a limit to which none of its sources keeps is refused; one
     * with a limit to which some do not says at its start which.
     */
    default Set<SourceLimit.Unit> limits() {
        return EnumSet.allOf(SourceLimit.Unit.class);
    }

    /** Opens the source for one run of a query. Called on the driver; the query closes what it gets. */
    SourceDriver<T> open(SourceContext context) throws Exception;
}
