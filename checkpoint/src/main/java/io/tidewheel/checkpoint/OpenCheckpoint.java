package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Journal;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.StateFiles;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A checkpoint that this process has claimed. */
final class OpenCheckpoint implements Checkpoint {
    private final Holding holding;
    private final StateFiles files;
    private final Journal journal;
    private final HeldJournal held;

    static OpenCheckpoint open(Storage storage, String directory, CheckpointOptions options, Clock clock)
            throws IOException {
        return Holding.open(
                storage,
                directory,
                Layout.CHECKPOINT,
                options.takeOver(),
                clock,
                holding -> new OpenCheckpoint(storage, directory, options, holding));
    }

    private OpenCheckpoint(Storage storage, String directory, CheckpointOptions options, Holding holding)
            throws IOException {
        this.holding = holding;
        this.files = new StateFiles(storage, directory, holding.epoch());
        this.journal = new Journal(
                storage,
                directory,
                files,
                new Journal.Settings(
                        holding.epoch(),
                        holding.claim().nonce(),
                        options.retainedCommits(),
                        options.segmentBytes(),
                        holding.claim().claimedMillis()));
        this.held = new HeldJournal(Layout.CHECKPOINT, storage, directory, holding, "records", journal);
        held.begin(journal.history().started().isEmpty(), () -> {});
    }

    @Override
    public long epoch() {
        return holding.epoch();
    }

    @Override
    public History history() {
        return journal.history();
    }

    @Override
    public void append(List<JournalRecord> records) throws IOException {
        held.refuseIfEnded();
        journal.check(records);
        held.append(names(records), () -> journal.append(records));
        records.forEach(files::named);
    }

    private static String names(List<JournalRecord> records) {
        return records.stream()
                .map(record -> record.getClass().getSimpleName())
                .toList()
                .toString();
    }

    @Override
    public FileRef write(String kind, Content content) throws IOException {
        return files.write(kind, content::writeTo);
    }

    @Override
    public InputStream read(FileRef file) throws IOException {
        return files.read(file);
    }

    @Override
    public void look() throws IOException {
        holding.look();
    }

    @Override
    public void purge() throws IOException {
        held.refuseIfEnded();
        holding.look();
        journal.purge(files);
        holding.purge();
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
