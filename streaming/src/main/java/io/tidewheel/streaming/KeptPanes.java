package io.tidewheel.streaming;

import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.streaming.task.PaneEntries;
import io.tidewheel.streaming.task.PaneRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The panes of one window that are state, because the rows of the sources do not suffice to compute them again. Owned by the
 * query's thread.
 */
final class KeptPanes {
    /*
     * Each pane that has rows is its chunks and its shape, which says how many there are, so that a pane goes without being
     * looked for. What a batch adds and what it lets go of are changes of that batch as those of any other state.
     */
    private static final int NO_ROWS = 0;

    private final StateStore store;
    private final int keyGroups;
    private final NavigableMap<Long, Shape> panes = new TreeMap<>(); // by time, of batches that have happened
    private final NavigableMap<Long, List<PaneRows>> added = new TreeMap<>(); // by time, of the batch that runs
    private long horizonMillis = Long.MIN_VALUE; // of its changes

    /** @param chunks of each partition, how many */
    private record Shape(long rows, List<Integer> chunks) {
        static Shape of(List<PaneRows> partitions) {
            return new Shape(
                    partitions.stream().mapToLong(PaneRows::rows).sum(),
                    partitions.stream().map(part -> part.chunks().size()).toList());
        }

        static Shape decoded(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long rows = in.getLong();
            List<Integer> chunks = new ArrayList<>();
            for (int partitions = in.getInt(); partitions > 0; partitions--) {
                chunks.add(in.getInt());
            }
            return new Shape(rows, chunks);
        }

        byte[] encoded() {
            ByteBuffer out = ByteBuffer.allocate(Long.BYTES + (1 + chunks.size()) * Integer.BYTES);
            out.putLong(rows).putInt(chunks.size());
            chunks.forEach(out::putInt);
            return out.array();
        }
    }

    private KeptPanes(StateStore store, int keyGroups) {
        this.store = store;
        this.keyGroups = keyGroups;
    }

    /** What the query's earlier runs have left. */
    static KeptPanes of(StateStore store, int keyGroups) {
        KeptPanes kept = new KeptPanes(store, keyGroups);
        try (StateScan shapes = store.scan(0, PaneEntries.firstShape(), PaneEntries.endOfShapes())) {
            while (shapes.next()) {
                kept.panes.put(PaneEntries.timeMillis(shapes.key()), Shape.decoded(shapes.value()));
            }
        }
        return kept;
    }

    /** An attempt at a batch: what one before has added goes. */
    void begin() {
        added.clear();
    }

    /** A pane of this batch, by its partitions; what was added for that time first stays. */
    void add(long timeMillis, List<PaneRows> partitions) {
        added.putIfAbsent(timeMillis, partitions);
    }

    /** How many a pane has. */
    long rows(long timeMillis) {
        List<PaneRows> ofBatch = added.get(timeMillis);
        Shape shape = ofBatch == null ? panes.get(timeMillis) : Shape.of(ofBatch);
        return shape == null ? NO_ROWS : shape.rows;
    }

    /** The times in {@code (after, upTo]} of panes with rows, of batches that have happened; in order. */
    Collection<Long> times(long after, long upTo) {
        return after < upTo ? panes.subMap(after, false, upTo, true).keySet() : List.of();
    }

    /** How many the batch adds. */
    long added() {
        return added.keySet().stream().mapToLong(this::rows).sum();
    }

    /** How many all have. */
    long rows() {
        return panes.values().stream().mapToLong(Shape::rows).sum();
    }

    long bytes() {
        return store.bytes();
    }

    /**
     * What the batch changes.
     *
     * @param neededAfterMillis panes up to that time go
     */
    StateChanges changes(long neededAfterMillis) {
        horizonMillis = neededAfterMillis;
        StateOverlay overlay = new StateOverlay(store);
        panes.headMap(neededAfterMillis, true).forEach((time, shape) -> {
            overlay.remove(0, PaneEntries.shape(time));
            for (int partition = 0; partition < shape.chunks.size(); partition++) {
                int group = PaneEntries.group(partition, keyGroups, shape.chunks.size());
                for (int chunk = 0; chunk < shape.chunks.get(partition); chunk++) {
                    overlay.remove(group, PaneEntries.chunk(time, partition, chunk));
                }
            }
        });
        added.tailMap(neededAfterMillis, false).forEach((time, partitions) -> put(overlay, time, partitions));
        return overlay.grouped();
    }

    private void put(StateOverlay overlay, long time, List<PaneRows> partitions) {
        Shape shape = Shape.of(partitions);
        if (shape.rows == NO_ROWS) {
            return;
        }
        overlay.put(0, PaneEntries.shape(time), shape.encoded());
        for (int partition = 0; partition < partitions.size(); partition++) {
            int group = PaneEntries.group(partition, keyGroups, partitions.size());
            List<byte[]> chunks = partitions.get(partition).chunks();
            for (int chunk = 0; chunk < chunks.size(); chunk++) {
                overlay.put(group, PaneEntries.chunk(time, partition, chunk), chunks.get(chunk));
            }
        }
    }

    /** The batch has happened, and the changes are made. */
    void committed() {
        panes.headMap(horizonMillis, true).clear();
        added.tailMap(horizonMillis, false).forEach((time, partitions) -> {
            Shape shape = Shape.of(partitions);
            if (shape.rows > NO_ROWS) {
                panes.put(time, shape);
            }
        });
        added.clear();
    }
}
