package io.tidewheel.connectors.files;

import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells readers what is committed: one record after another, of which the last one counts, in the newest file of the
 * newest epoch. Not synced on the local disk: the journal knows better after a power failure.
 */
final class CommitNotes implements AutoCloseable {
    private static final long MAX_BYTES = 64 << 10;

    private final SinkDirectory directory;
    private final long epoch;
    private final boolean syncs;
    private @Nullable StorageOutput out;
    private String name = ""; // of the file that is written, or was last
    private int number;

    CommitNotes(SinkDirectory directory, long epoch) {
        this.directory = directory;
        this.epoch = epoch;
        this.syncs = !Storages.isLocal(directory.path());
    }

    void add(SinkRecord committed) throws IOException {
        StorageOutput current = out;
        if (current == null
                || current.position() > MAX_BYTES
                || !directory.storage().appends()) {
            begin(committed);
            return;
        }
        current.write(committed.bytes());
        if (syncs) {
            current.sync();
        }
    }

    private void begin(SinkRecord committed) throws IOException {
        close();
        String old = name;
        name = String.format("%d-%06d.notes", epoch, ++number);
        StorageOutput begun = directory.storage().create(directory.hidden(name));
        out = begun;
        begun.write(committed.bytes());
        if (!directory.storage().appends()) {
            close();
        } else if (syncs) {
            begun.sync();
        }
        if (!old.isEmpty()) {
            directory.storage().delete(directory.hidden(old));
        }
    }

    @Override
    public void close() throws IOException {
        StorageOutput current = out;
        out = null;
        if (current != null) {
            current.close();
        }
    }

    /** What readers see; null if nothing was ever committed. */
    static @Nullable SinkRecord newest(SinkDirectory directory) throws IOException {
        SinkRecord newest = null;
        long newestEpoch = -1;
        for (String file : directory.hiddenNames()) {
            long of = SinkDirectory.epochOf(file);
            if (file.endsWith(".notes") && of >= newestEpoch) { // listed in the order of their numbers
                SinkRecord last = SinkRecord.last(directory.read(directory.hidden(file)), file);
                if (last != null) {
                    newest = last;
                    newestEpoch = of;
                }
            }
        }
        return newest;
    }
}
