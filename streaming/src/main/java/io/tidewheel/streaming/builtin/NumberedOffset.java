package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import org.jspecify.annotations.Nullable;

/** Offsets that are numbers, from 0. */
final class NumberedOffset {
    private NumberedOffset() {}

    /** @throws TidewheelException (CHECKPOINT) if it is none, and hence another source's */
    static long number(Offset from, SourceContext context) {
        try {
            long number = Long.parseLong(from.text());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw foreign(from, "a number such as 1200", context, e);
        }
        throw foreign(from, "a number such as 1200", context, null);
    }

    /** @param expected what an offset looks like */
    static TidewheelException foreign(
            Offset from, String expected, SourceContext context, @Nullable RuntimeException cause) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                "query '" + context.query() + "' goes on with source '" + context.source() + "' from offset '" + from
                        + "', which is not " + expected
                        + ": that source was another before; give this one another name, or start from a new checkpoint",
                cause);
    }
}
