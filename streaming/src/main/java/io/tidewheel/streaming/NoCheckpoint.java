package io.tidewheel.streaming;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For a query without a checkpoint: nothing is written, and nothing was there. */
final class NoCheckpoint implements Checkpoint, History {
    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public History history() {
        return this;
    }

    @Override
    public void append(List<JournalRecord> records) {}

    @Override
    public FileRef write(String kind, Content content) throws IOException {
        content.writeTo(OutputStream.nullOutputStream());
        return new FileRef(kind, 0, 0);
    }

    @Override
    public InputStream read(FileRef file) {
        throw new TidewheelException(Kind.BUG, "a query without a checkpoint has no file " + file);
    }

    @Override
    public void look() {}

    @Override
    public void purge() {}

    @Override
    public void close() {}

    @Override
    public Optional<Started> started() {
        return Optional.empty();
    }

    @Override
    public Optional<Committed> lastCommitted() {
        return Optional.empty();
    }

    @Override
    public Optional<Planned> lastPlanned() {
        return Optional.empty();
    }

    @Override
    public Optional<Planned> open() {
        return Optional.empty();
    }

    @Override
    public Optional<Prepared> prepared() {
        return Optional.empty();
    }

    @Override
    public List<String> operators() {
        return List.of();
    }

    @Override
    public List<SnapshotRef> snapshots(String operator) {
        return List.of();
    }

    @Override
    public void replay(String operator, long batchId, Changes changes) {}

    @Override
    public Map<String, String> lowWater() {
        return Map.of();
    }
}
