package io.tidewheel.streaming.task;

import java.io.Serializable;
import java.util.List;

/**
 * The entries that a step's state begins with, for its first batch.
 *
 * @param parts by partition: encoded changes, all of them puts
 * @param keys in all of them
 */
public record InitialState(List<byte[]> parts, long keys) implements Serializable {
    public InitialState {
        parts = List.copyOf(parts);
    }
}
