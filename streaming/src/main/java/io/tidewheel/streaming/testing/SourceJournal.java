package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a trial's journal holds of its query: offsets, splits and the source's state. Survives every run. */
final class SourceJournal {
    /** What a batch reads. */
    record Planned(long batchId, Offset to, List<Split> splits) {
        /** As it comes out of a journal: bytes of its own, and without weights. */
        Planned {
            splits = splits.stream()
                    .map(split -> new Split(split.partition(), split.payload().clone(), 0))
                    .toList();
        }

        @Override
        public String toString() {
            return "batch " + batchId;
        }
    }

    /** What a batch adds to the state; empty for what it removes. */
    static final class Changes implements SourceState.Changes {
        private final Map<ByteBuffer, Optional<byte[]>> changed = new HashMap<>();

        @Override
        public void put(byte[] key, byte[] value) {
            changed.put(ByteBuffer.wrap(key.clone()), Optional.of(value.clone()));
        }

        @Override
        public void remove(byte[] key) {
            changed.put(ByteBuffer.wrap(key.clone()), Optional.empty());
        }

        void applyTo(Map<ByteBuffer, byte[]> state) {
            changed.forEach(
                    (key, value) -> value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key)));
        }
    }

    private final Map<ByteBuffer, byte[]> state = new HashMap<>();
    private final List<Planned> committed = new ArrayList<>();
    private long epoch;
    private @Nullable Offset start;
    private @Nullable Planned open;

    /** A new run takes over. */
    long claim() {
        return ++epoch;
    }

    /** Where the next batch is planned from; null if the query has never begun. */
    @Nullable
    Offset next() {
        return committed.isEmpty() ? start : committed.get(committed.size() - 1).to();
    }

    @Nullable
    Planned open() {
        return open;
    }

    List<Planned> committed() {
        return committed;
    }

    Map<ByteBuffer, byte[]> state() {
        return new HashMap<>(state);
    }

    void started(long by, Offset at) {
        KitSteps.requireNewest(by, epoch);
        start = at;
    }

    void planned(long by, Planned batch) {
        KitSteps.requireNewest(by, epoch);
        open = batch;
    }

    /** What is open has happened; {@code next} begins at once. */
    void committed(long by, Planned batch, Changes changes, @Nullable Planned next) {
        KitSteps.requireNewest(by, epoch);
        committed.add(batch);
        changes.applyTo(state);
        open = next;
    }
}
