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
                : new TidewheelException(kind, place + ": " + cause + advice(cause), cause);
    }

    /**
     * @param batch that failed; null if none was begun
     * @param draining somebody had asked it to end
     */
    static TidewheelException ofQuery(
            Description query, @Nullable Planned batch, int failures, boolean draining, Throwable cause) {
        Kind kind = cause instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        StringBuilder message = new StringBuilder("query '" + query.query() + "' ");
        message.append(draining ? "was asked to end and stopped " : "stopped ");
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
        message.append(advice(cause));
        if (kind != Kind.FENCED && kind != Kind.CHECKPOINT && query.checkpoint() != null) {
            message.append("; start it again once the cause is mended: it goes on where it was");
        }
        return new TidewheelException(kind, message.toString(), cause);
    }

    /** What to do about it, if nobody has said so yet. */
    static String advice(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            String text = String.valueOf(e.getMessage());
            if (text.contains("free space") || text.contains("disk is full")) {
                return "";
            }
            if (text.contains("No space left on device")) {
                return "; free space on that disk";
            }
        }
        return "";
    }

    /** What its thread died of. */
    static TidewheelException ofDeath(String query, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return new TidewheelException(
                    Kind.RESOURCE,
                    "query '" + query + "' ran out of memory between its tasks (" + cause.getMessage()
                            + "); give the JVM a larger heap (-Xmx, --driver-memory), let a batch take less"
                            + " (maxRowsPerBatch, maxBytesPerBatch), or keep state on disk, and start it again: it goes"
                            + " on where it was",
                    cause);
        }
        return new TidewheelException(
                Kind.BUG,
                "query '" + query + "' died of " + cause + "; start it again: it goes on where it was",
                cause);
    }
}
