package io.tidewheel.streaming.sink;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where the rows of a stream go: a description, made by a typed builder. Immutable. Its kind is how a batch becomes
 * visible exactly once, or why it does not.
 *
 * @param <T> the rows; a stream of keys with values hands over {@link io.tidewheel.data.Pair}s
 */
public sealed interface StreamSink<T> permits TwoPhaseSink, LedgerSink, DirectSink {
    /** For messages and progress: "files in /data/out". */
    String describe();

    /** Which changes it can take; a stream that may give others is refused when it is described. All, by default. */
    default Set<ChangeKind> accepts() {
        return EnumSet.allOf(ChangeKind.class);
    }
}
