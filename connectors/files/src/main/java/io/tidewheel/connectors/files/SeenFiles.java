package io.tidewheel.connectors.files;

import io.tidewheel.streaming.source.SourceState;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files were taken: those of committed batches are known to the source's state, those of the batch under way are
 * kept here until the state knows them.
 */
final class SeenFiles {
    /** What the state holds of a file: 16 bytes. */
    record Entry(long fingerprint, long ordinal) {
        byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(fingerprint)
                    .putLong(ordinal)
                    .array();
        }

        static @Nullable Entry of(byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Entry(buffer.getLong(), buffer.getLong());
        }
    }

    private final SourceState state;
    private final Map<String, Entry> underWay = new HashMap<>(); // by path

    SeenFiles(SourceState state) {
        this.state = state;
    }

    void take(PlannedFile planned) {
        underWay.put(planned.file().path(), new Entry(planned.file().fingerprint(), planned.ordinal()));
    }

    /** Begins a plan from a file number on; true if files were given back by that. */
    boolean planFrom(long ordinal) {
        underWay.entrySet().removeIf(entry -> entry.getValue().equals(committed(entry.getKey())));
        return underWay.values().removeIf(entry -> entry.ordinal() >= ordinal);
    }

    @Nullable
    Entry committed(String path) {
        return Entry.of(state.get(FoundFile.key(path)));
    }

    /** Whether some file of this name was taken. */
    boolean hasTaken(String path) {
        return underWay.containsKey(path) || state.get(FoundFile.key(path)) != null;
    }

    boolean isTaken(FoundFile file) {
        long fingerprint = file.fingerprint();
        Entry taken = underWay.get(file.path());
        if (taken != null && taken.fingerprint() == fingerprint) {
            return true;
        }
        Entry committed = committed(file.path());
        return committed != null && committed.fingerprint() == fingerprint;
    }

    boolean isUnderWay(String path) {
        return underWay.containsKey(path);
    }
}
