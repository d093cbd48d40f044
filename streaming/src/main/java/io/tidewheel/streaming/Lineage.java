package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.PlannedSplit;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.checkpoint.state.StateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the batches were planned whose rows windows may have to read again: durable, as the state of an operator of its own.
 * Owned by the query's thread.
 */
final class Lineage {
    /*
     * One entry for each batch, all in key group 0: its number (8 bytes, big-endian), and behind it the number of names
     * (2 bytes), each name (2 bytes length, modified UTF-8), and the entry of the journal that planned it.
     */
    private static final byte[] NOTHING = {};

    private final StateStore store;
    private NavigableMap<Long, Entry> entries = new TreeMap<>(); // by time
    private Map<String, String> lowWater = Map.of(); // after the commit before the last
    private Map<String, String> nextLowWater = Map.of(); // after the last

    /**
     * A batch.
     *
     * @param counted the windows with an inverse function that have counted its rows
     */
    record Entry(Planned planned, Set<String> counted) {
        Entry {
            counted = Collections.unmodifiableSet(new TreeSet<>(counted));
        }

        /** True if something was read, and may have to be read again. */
        boolean isRead() {
            return planned.inputs().values().stream()
                    .anyMatch(input -> !input.splits().isEmpty());
        }

        /** What is left of it for windows that have kept its rows themselves. */
        Entry withoutInputs() {
            return isRead() ? new Entry(with(planned.partitions(), Map.of()), counted) : this;
        }

        /** The one of two of the same batch that says more of it. */
        Entry more(Entry other) {
            return isRead() ? this : other;
        }

        /** The same, read by so many tasks. */
        Entry over(int partitions) {
            if (planned.partitions() == partitions) {
                return this;
            }
            Map<String, PlannedInput> inputs = new TreeMap<>();
            planned.inputs().forEach((source, input) -> inputs.put(source, over(input, partitions)));
            return new Entry(with(partitions, inputs), counted);
        }

        private Planned with(int partitions, Map<String, PlannedInput> inputs) {
            return new Planned(
                    planned.batchId(),
                    planned.batchTimeMillis(),
                    planned.planFingerprint(),
                    partitions,
                    planned.seed(),
                    planned.watermarkMillis(),
                    planned.eventTimes(),
                    planned.idle(),
                    inputs);
        }

        /** Neighbours stay together. */
        private PlannedInput over(PlannedInput input, int partitions) {
            List<PlannedSplit> splits = input.splits().stream()
                    .map(split -> new PlannedSplit(split.partition(), split.payload(), (int)
                            ((long) split.task() * partitions / planned.partitions())))
                    .toList();
            return new PlannedInput(input.from(), input.to(), splits);
        }
    }

    private Lineage(StateStore store) {
        this.store = store;
    }

    /** What the query's earlier runs have left. */
    static Lineage of(StateStore store) {
        Lineage lineage = new Lineage(store);
        try (StateScan scan = store.scan(0, NOTHING, null)) {
            while (scan.next()) {
                Entry entry = decoded(scan.value());
                lineage.entries.put(entry.planned.batchTimeMillis(), entry);
            }
        }
        lineage.nextLowWater = lineage.oldest();
        return lineage;
    }

    /** With a batch that is about to run. */
    NavigableMap<Long, Entry> with(Entry batch) {
        NavigableMap<Long, Entry> all = new TreeMap<>();
        entries.forEach((time, entry) -> all.put(time, entry.over(batch.planned.partitions())));
        all.put(batch.planned.batchTimeMillis(), batch);
        return all;
    }

    /** What is to be written so that just this is known. */
    StateChanges changes(NavigableMap<Long, Entry> needed) {
        StateOverlay overlay = new StateOverlay(store);
        entries.forEach((time, entry) -> {
            if (!needed.containsKey(time)) {
                overlay.remove(0, key(entry));
            }
        });
        needed.forEach((time, entry) -> {
            Entry known = entries.get(time);
            if (known == null || known.isRead() != entry.isRead()) {
                overlay.put(0, key(entry), encoded(entry));
            }
        });
        return overlay.changes();
    }

    /** The batch has happened, and the changes are made. */
    void committed(NavigableMap<Long, Entry> needed) {
        NavigableMap<Long, Entry> before = entries;
        entries = new TreeMap<>(needed);
        before.forEach((time, entry) -> entries.computeIfPresent( // as it was planned
                time, (same, now) -> now.isRead() ? entry : now));
        lowWater = nextLowWater;
        nextLowWater = oldest();
    }

    /** By source: where the first batch began that read something of it. */
    private Map<String, String> oldest() {
        Map<String, String> oldest = new TreeMap<>();
        entries.values().forEach(entry -> entry.planned.inputs().forEach((source, input) -> {
            if (!input.splits().isEmpty()) {
                oldest.putIfAbsent(source, input.from());
            }
        }));
        return oldest;
    }

    /**
     * By source: nothing before it will be read again, also if the journal goes back.
     *
     * @param usual the same without windows
     * @param windows which know what sources may be read again
     */
    Map<String, String> lowWater(Map<String, String> usual, WindowSteps windows) {
        Map<String, String> offsets = new TreeMap<>(usual);
        lowWater.forEach((source, offset) -> {
            if (windows.readAgain(source)) {
                offsets.replace(source, offset);
            }
        });
        return offsets;
    }

    /** By the time of their batches. */
    NavigableMap<Long, Entry> entries() {
        return Collections.unmodifiableNavigableMap(entries);
    }

    private static byte[] key(Entry entry) {
        return ByteBuffer.allocate(Long.BYTES).putLong(entry.planned.batchId()).array();
    }

    private static byte[] encoded(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(entry.counted.size());
            for (String name : entry.counted) {
                out.writeUTF(name);
            }
            out.write(entry.planned.encoded());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static Entry decoded(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Set<String> counted = new TreeSet<>();
            for (int names = in.readUnsignedShort(); names > 0; names--) {
                counted.add(in.readUTF());
            }
            return new Entry(Planned.decoded(in.readAllBytes()), counted);
        } catch (IOException e) {
            throw new UncheckedIOException("the lineage of windows ends too early", e);
        }
    }
}
