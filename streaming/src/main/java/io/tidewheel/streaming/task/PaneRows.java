package io.tidewheel.streaming.task;

import java.util.List;

/**
 * One partition of a pane that is to be kept.
 *
 * @param chunks its rows in their order, encoded, to be kept under a key each
 */
public record PaneRows(long rows, List<byte[]> chunks) {
    public PaneRows {
        chunks = List.copyOf(chunks);
    }
}
