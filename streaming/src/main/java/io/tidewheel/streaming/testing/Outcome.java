package io.tidewheel.streaming.testing;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.sink.ChangeKind;
import java.util.List;

/** What came of one run of a job. */
sealed interface Outcome {
    /**
     * It gave rows.
     *
     * @param latest they are the last value of each key, of all that came as updates
     * @param late how many rows of the input came too late for their windows
     */
    record Gave(List<?> rows, boolean latest, long late) implements Outcome {}

    /** It failed. */
    record Failed(Throwable why) implements Outcome {
        /** True if it could not be described, whatever its input. */
        boolean isRefused() {
            return why instanceof TidewheelException known && known.kind() == Kind.CONFIGURATION;
        }
    }

    static Outcome of(MemorySink<?> sink, long late) {
        boolean updates = sink.changes().stream().anyMatch(change -> change.kind() != ChangeKind.INSERT);
        List<?> rows = updates
                ? sink.latest().entrySet().stream()
                        .map(entry -> Pair.of(entry.getKey(), entry.getValue()))
                        .toList()
                : sink.rows();
        return new Gave(rows, updates, late);
    }
}
