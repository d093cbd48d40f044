package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** What a query says when it cannot go on. */
final class Failures {
    private Failures() {}

    /** What somebody else's code threw, with its place unless it knows it: "sink 'out' cannot commit batch 3". */
    static TidewheelException at(String place, Kind kind, Throwable cause) {
        return cause instanceof TidewheelException ours
                ? ours
                : new TidewheelException(kind, place + ": " + cause, cause);
    }

    /** @param batch that failed; null if none was begun */
    static TidewheelException ofQuery(Description query, @Nullable Planned batch, int failures, Throwable cause) {
        Kind kind = cause instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        StringBuilder message = new StringBuilder("query '" + query.query() + "' stopped ");
        if (batch == null) {
            message.append("between batches");
        } else {
            message.append("at batch ").append(batch.batchId());
            batch.inputs().forEach((source, input) -> message.append(", source '")
                    .append(source)
                    .append("' from ")
                    .append(input.from())
                    .append(" to ")
                    .append(input.to()));
        }
        if (failures > 1) {
            message.append(", after ").append(failures).append(" failures");
        }
        message.append(": ").append(cause instanceof TidewheelException ? cause.getMessage() : cause.toString());
        if (kind != Kind.FENCED && kind != Kind.CHECKPOINT && query.checkpoint() != null) {
            message.append("; start it again once the cause is mended: it goes on where it was");
        }
        return new TidewheelException(kind, message.toString(), cause);
    }
}
