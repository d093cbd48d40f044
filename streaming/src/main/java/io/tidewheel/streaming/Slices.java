package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.Grid;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;

/**
 * Looks back at what a remembered stream gave. Thread-safe.
 *
 * @param panes by their batch's time; those of batches that had rows
 * @param dataset of a pane
 */
record Slices<D>(
        StreamNode.Remembered<?> stream,
        NavigableMap<Long, Panes.Pane> panes,
        Grid grid,
        long lastTimeMillis,
        Function<Panes.Pane, D> dataset) {
    /** @throws TidewheelException (USER_FUNCTION) if the span begins before what is remembered */
    List<D> between(Instant from, Instant to) {
        if (from.isAfter(to)) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION, "slice was given a span from " + from + " to " + to + ", which ends first");
        }
        long oldest = Math.max(grid.zeroMillis(), lastTimeMillis - stream.keepMillis); // itself not remembered
        if (from.toEpochMilli() <= oldest && oldest > grid.zeroMillis()) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "slice was asked for batches from " + from + " on, but of " + stream
                            + " those after " + Instant.ofEpochMilli(oldest)
                            + " are remembered; ask for later ones, or let remember(..) keep more");
        }
        return panes.subMap(from.toEpochMilli(), true, to.toEpochMilli(), true).values().stream()
                .filter(pane -> pane.rows() > 0)
                .map(dataset)
                .toList();
    }
}
