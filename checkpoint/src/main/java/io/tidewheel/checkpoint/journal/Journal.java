package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The journal as one epoch goes on with it. Used by one thread; after an exception of {@link #append} by nobody. */
public final class Journal implements Closeable {
    private final Storage storage;
    private final String directory;
    private final Settings settings;
    private final Encoder encoder = new Encoder();
    private final History history;
    private final Progress progress;
    private SegmentWriter segment;

    /**
     * How an epoch writes.
     *
     * @param nonce of this opening, which no other has
     */
    public record Settings(long epoch, long nonce, int retainedCommits, long segmentBytes, long nowMillis) {}

    /**
     * Reads what older epochs have left, and begins a segment that goes on from there. The epoch has been claimed.
     *
     * @throws TidewheelException (CHECKPOINT) if it is damaged; says where
     */
    public Journal(Storage storage, String directory, StateFiles files, Settings settings) throws IOException {
        this.storage = storage;
        this.directory = directory;
        this.settings = settings;
        Tail tail = Tail.read(storage, directory, settings.epoch() - 1, settings.retainedCommits());
        Failpoint.hit("after-read-tail");
        progress = tail.progress();
        progress.retain(settings.retainedCommits());
        segment = begin(1, tail.segment(), tail.end(), tail.nextSequence(), tail.last());
        tail.last().forEach(progress::apply);
        Failpoint.hit("mid-recovery");
        history = new Recovered(storage, directory, files, here());
    }

    /** The progress with the segment that is being written, as far as it got. */
    private Progress here() {
        Progress copy = new Progress(progress.image());
        copy.add(run());
        return copy;
    }

    private Run run() {
        SegmentName name = segment.name();
        return new Run(name.epoch(), name.number(), name.number(), segment.position(), progress.lastBatch());
    }

    private SegmentWriter begin(
            long number, SegmentName predecessor, long predecessorEnd, long sequence, List<JournalRecord> records)
            throws IOException {
        SegmentName name = new SegmentName(settings.epoch(), number);
        SegmentHeader header =
                new SegmentHeader(name, settings.nonce(), sequence, predecessor, predecessorEnd, settings.nowMillis());
        return SegmentWriter.create(storage, directory, header, encoder, progress.image(), records);
    }

    public History history() {
        return history;
    }

    /**
     * Writes records with one durable write.
     *
     * @throws IOException if nobody knows whether they are there
     * @throws TidewheelException (BUG) if they cannot come next; nothing was written then
     */
    public void append(List<JournalRecord> records) throws IOException {
        Failpoint.hit("before-append");
        check(records);
        if (segment.position() >= settings.segmentBytes()) {
            roll();
        }
        segment.append(records);
        records.forEach(progress::apply);
    }

    private void check(List<JournalRecord> records) {
        Due due = progress.due();
        try {
            for (JournalRecord record : records) {
                due = due.after(record);
            }
        } catch (IllegalArgumentException e) {
            throw new TidewheelException(Kind.BUG, "a record cannot be appended: " + e.getMessage(), e);
        }
    }

    private void roll() throws IOException {
        progress.add(run());
        SegmentWriter full = segment;
        try (full) {
            segment = begin(full.name().number() + 1, full.name(), full.position(), full.nextSequence(), List.of());
        }
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
