package io.tidewheel.checkpoint.journal;

import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                Tail tail = read(storage, directory, new SegmentName(epoch, number));
                if (tail != null) {
                    return tail;
                }
            }
        }
        return new Tail(new Progress(retainedCommits), List.of(), NONE, 0, 1);
    }

    private static long newestSegment(Storage storage, String directory, long epoch) throws IOException {
        return Numbers.newest(number -> {
            SegmentName segment = new SegmentName(epoch, number);
            return storage.stat(segment.in(directory)).isPresent()
                    || storage.stat(segment.waypointIn(directory)).isPresent();
        });
    }

    /** Null if the segment's first group was never written to its end. */
    private static @Nullable Tail read(Storage storage, String directory, SegmentName segment) throws IOException {
        try (SegmentReader in = SegmentReader.open(storage, directory, segment, Long.MAX_VALUE)) {
            SegmentReader.Group group = in == null ? null : in.next();
            if (in == null || group == null) {
                return null;
            }
            Progress progress = null;
            long before = 0; // where the group before the last ends
            while (true) {
                List<JournalRecord> last = new ArrayList<>();
                for (Object record : group.records()) {
                    if (record instanceof Image image) {
                        progress = new Progress(image);
                    } else {
                        last.add((JournalRecord) record);
                    }
                }
                if (progress == null) {
                    throw Damage.at(segment.path(), group.sequence(), group.at(), "an image has to come first");
                }
                long at = in.position();
                SegmentReader.Group next = in.next();
                if (next == null) {
                    if (before > 0) {
                        progress.add(new Run(
                                segment.epoch(), segment.number(), segment.number(), before, progress.lastBatch()));
                    }
                    return new Tail(progress, last, segment, at, in.nextSequence());
                }
                fold(segment, group, last, progress);
                before = at;
                group = next;
            }
        } catch (NoSuchFileException e) {
            throw Damage.missing(segment.path(), "the last records");
        }
    }

    private static void fold(
            SegmentName segment, SegmentReader.Group group, List<JournalRecord> records, Progress progress) {
        try {
            records.forEach(progress::apply);
        } catch (IllegalArgumentException e) {
            throw Damage.at(segment.path(), group.sequence(), group.at(), e.getMessage());
        }
    }
}
