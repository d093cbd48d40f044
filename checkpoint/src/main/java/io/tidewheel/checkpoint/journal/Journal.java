package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal as one epoch goes on with it. Used by one thread; after an exception of {@link #append} by nobody. */
public final class Journal implements Closeable {
    /*
     * Segments double from one to the next, up to segmentBytes: an opening that writes little preallocates little. On an
     * object store each append is a segment, and only some begin with an image.
     */
    private static final long FIRST_SEGMENT_BYTES = 1 << 18;
    private static final long OBJECTS_PER_IMAGE = 16;

    private final Storage storage;
    private final String directory;
    private final Settings settings;
    private final Encoder encoder = new Encoder();
    private final History history;
    private final Progress progress;
    private SegmentWriter segment;
    private long base; // the segment that begins with the last image; those up to the current one belong to it

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
        progress = tail.continued();
        progress.retain(settings.retainedCommits());
        base = 1;
        segment = begin(1, tail.segment(), tail.end(), tail.nextSequence(), progress.image(), tail.last());
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

    /** What was written since the last image. */
    private Run run() {
        SegmentName name = segment.name();
        return new Run(name.epoch(), base, name.number(), segment.position(), progress.lastBatch());
    }

    private SegmentWriter begin(
            long number,
            SegmentName predecessor,
            long predecessorEnd,
            long sequence,
            @Nullable Image image,
            List<JournalRecord> records)
            throws IOException {
        SegmentName name = new SegmentName(settings.epoch(), number);
        SegmentHeader header =
                new SegmentHeader(name, settings.nonce(), sequence, predecessor, predecessorEnd, settings.nowMillis());
        long room = Math.min(settings.segmentBytes(), FIRST_SEGMENT_BYTES << Math.min(number - 1, 20));
        return SegmentWriter.create(storage, directory, header, room, encoder, out -> encode(image, records, out));
    }

    private static void encode(@Nullable Image image, List<JournalRecord> records, Encoder out) {
        if (image != null) {
            RecordCodec.encode(image, out);
        }
        for (JournalRecord record : records) {
            RecordCodec.encode(record, out);
        }
    }

    public History history() {
        return history;
    }

    /**
     * Writes records with one durable write. They have been checked.
     *
     * @throws IOException if nobody knows whether they are there
     */
    public void append(List<JournalRecord> records) throws IOException {
        Failpoint.hit("before-append");
        if (segment.isFull()) {
            roll(records);
        } else {
            segment.append(out -> encode(null, records, out));
        }
        records.forEach(progress::apply);
    }

    /** @throws TidewheelException (BUG) if the records cannot come next, or there are none */
    public void check(List<JournalRecord> records) {
        if (records.isEmpty()) {
            throw new TidewheelException(
                    Kind.BUG, "there is no record to append, and a write without one says nothing");
        }
        Due due = progress.due();
        try {
            for (JournalRecord record : records) {
                due = due.after(record);
            }
        } catch (IllegalArgumentException e) {
            throw new TidewheelException(Kind.BUG, "a record cannot be appended: " + e.getMessage(), e);
        }
    }

    private void roll(List<JournalRecord> records) throws IOException {
        SegmentWriter full = segment;
        long number = full.name().number() + 1;
        Image image = null;
        if (storage.appends() || number - base >= OBJECTS_PER_IMAGE) {
            progress.add(run());
            image = progress.image();
            base = number;
        }
        try (full) {
            segment = begin(number, full.name(), full.position(), full.nextSequence(), image, records);
        }
    }

    /**
     * Deletes what no retained record needs of the files of this epoch and older ones. The caller has looked that there
     * is no newer epoch.
     */
    public void purge(StateFiles files) throws IOException {
        files.purge(progress.files());
        new SegmentPurge(storage, directory, segment.name(), base)
                .purge(progress.image().runs());
    }

    /** Whether somebody is known to write the last segment of an epoch, as far as the storage can tell. */
    public static boolean isBeingWritten(Storage storage, String directory, long epoch) throws IOException {
        long number = Tail.newestSegment(storage, directory, epoch);
        return number > 0 && storage.isBeingWritten(new SegmentName(epoch, number).in(directory));
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
