package io.tidewheel.checkpoint.journal;

import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Where the journal of older epochs ends.
 *
 * @param progress all records but {@code last}
 * @param last the last durable write; it may not be durable after all, so whoever goes on writes it again
 * @param segment the last segment that counts; epoch 0 if there is none
 * @param end how many bytes of it count, {@code last} among them
 */
record Tail(Progress progress, List<JournalRecord> last, SegmentName segment, long end, long nextSequence) {
    private static final SegmentName NONE = new SegmentName(0, 0);

    /** Reads the segments of epochs up to {@code newest}. */
    static Tail read(Storage storage, String directory, long newest, int retainedCommits) throws IOException {
        for (long epoch = newest; epoch > 0; epoch--) {
            for (long number = newestSegment(storage, directory, epoch); number > 0; number--) {
                SegmentName name = new SegmentName(epoch, number);
                try {
                    storage.seal(name.in(directory));
                    if (firstRecord(storage, directory, name).isPresent()) {
                        return new TailReader(storage, directory, name).read();
                    }
                } catch (NoSuchFileException e) {
                    throw Damage.missing(name.in(directory), "the last records");
                }
            }
        }
        return new Tail(new Progress(retainedCommits), List.of(), NONE, 0, 1);
    }

    /** 0 if the epoch has none. */
    static long newestSegment(Storage storage, String directory, long epoch) throws IOException {
        return Numbers.newest(number -> {
            SegmentName segment = new SegmentName(epoch, number);
            return storage.stat(segment.in(directory)).isPresent()
                    || storage.stat(segment.waypointIn(directory)).isPresent();
        });
    }

    /** Empty if the segment's first group was never written to its end: whoever began it got no further. */
    static Optional<Object> firstRecord(Storage storage, String directory, SegmentName segment) throws IOException {
        try (SegmentReader in = SegmentReader.open(storage, directory, segment, Long.MAX_VALUE)) {
            SegmentReader.Group group = in == null ? null : in.next();
            return group == null
                    ? Optional.empty()
                    : Optional.of(group.records().get(0));
        }
    }
}
