package io.tidewheel.engine.plan;

import io.tidewheel.engine.exchange.Partitioner;
import org.jspecify.annotations.Nullable;

/**
 * What is known of where a node's keyed rows lie.
 *
 * @param partitioner which partition each key is in; null if unknown
 * @param hashOrdered each partition is sorted by {@link io.tidewheel.codec.KeyHash}, unsigned
 */
public record Layout(@Nullable Partitioner partitioner, boolean hashOrdered) {
    public static final Layout UNKNOWN = new Layout(null, false);

    public boolean isPartitionedBy(Partitioner wanted) {
        return wanted.equals(partitioner);
    }
}
