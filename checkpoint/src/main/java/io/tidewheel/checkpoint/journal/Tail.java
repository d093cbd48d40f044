package io.tidewheel.checkpoint.journal;

import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the journal of older epochs ends.
 *
 * @param progress all records but {@code last}; without the segments since the last image
 * @param last the last durable write; it may not be durable after all, so whoever goes on writes it again
 * @param segment the last segment that counts; epoch 0 if there is none
 * @param base the first of its epoch that belongs to the last image
 * @param end how many bytes of it count, {@code last} among them
 * @param before what counts since the last image but {@code last}; null for nothing
 */
record Tail(
        Progress progress,
        List<JournalRecord> last,
        SegmentName segment,
        long base,
        long end,
        long nextSequence,
        @Nullable Run before) {
    private static final SegmentName NONE = new SegmentName(0, 0);

    /** Reads the segments of epochs up to {@code newest}. */
    static Tail read(Storage storage, String directory, long newest, int retainedCommits) throws IOException {
        return read(storage, directory, newest, retainedCommits, true);
    }

    /** The same while somebody may be writing. */
    static Tail peek(Storage storage, String directory, long newest) throws IOException {
        return read(storage, directory, newest, 2, false);
    }

    private static Tail read(Storage storage, String directory, long newest, int retainedCommits, boolean seals)
            throws IOException {
        SegmentName name = lastBegun(storage, directory, newest, seals);
        if (name == null) {
            return new Tail(new Progress(retainedCommits), List.of(), NONE, 0, 0, 1, null);
        }
        try {
            return new TailReader(storage, directory, name).read();
        } catch (NoSuchFileException e) {
            throw Damage.missing(name.in(directory), "the last records");
        }
    }

    /**
     * The newest segment, of epochs up to {@code newest}, whose first group was written to its end; null if there is none.
     *
     * @param seals takes those that are looked at from whoever may still be writing them
     */
    static @Nullable SegmentName lastBegun(Storage storage, String directory, long newest, boolean seals)
            throws IOException {
        List<SegmentName> listed = listed(storage, directory);
        refuseUnclaimed(directory, listed, newest);
        for (long epoch = newest; epoch > 0; epoch--) {
            long last = newestSegment(storage, directory, epoch);
            refuseGap(directory, listed, new SegmentName(epoch, last));
            for (long number = last; number > 0; number--) {
                SegmentName name = new SegmentName(epoch, number);
                try {
                    if (seals) {
                        storage.seal(name.in(directory));
                    }
                    if (isBegun(storage, directory, name)) {
                        return name;
                    }
                } catch (NoSuchFileException e) {
                    throw Damage.missing(name.in(directory), "the last records");
                }
            }
        }
        return null;
    }

    private static boolean isBegun(Storage storage, String directory, SegmentName segment) throws IOException {
        try (SegmentReader in = SegmentReader.open(storage, directory, segment, Long.MAX_VALUE)) {
            return in != null && in.nextContent() != null;
        }
    }

    /** As far as a listing knows, which is taken before names are looked for: nothing in it may be newer than what is found. */
    private static List<SegmentName> listed(Storage storage, String directory) throws IOException {
        try {
            return storage.list(Storage.child(directory, SegmentName.DIRECTORY)).stream()
                    .flatMap(file -> SegmentName.parse(file.name()).stream())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of(); // an object store, before the first segment
        }
    }

    /** The search for the newest epoch stops at a gap, and then an older one would be taken for it. */
    private static void refuseUnclaimed(String directory, List<SegmentName> listed, long newest) {
        for (SegmentName segment : listed) {
            if (segment.epoch() > newest) {
                throw Damage.missing(
                        "the claim of epoch " + segment.epoch() + " in " + directory,
                        "who wrote " + segment.path() + " (the newest that is found is epoch " + newest + ")");
            }
        }
    }

    /** So does the search for the newest segment. */
    private static void refuseGap(String directory, List<SegmentName> listed, SegmentName newest) {
        for (SegmentName segment : listed) {
            if (segment.epoch() == newest.epoch() && segment.number() > newest.number()) {
                throw Damage.missing(
                        new SegmentName(newest.epoch(), newest.number() + 1).in(directory),
                        "records before those of " + segment.path());
            }
        }
    }

    /** What the journal holds for whoever does not go on with it. */
    Progress complete() {
        last.forEach(progress::apply);
        run().ifPresent(progress::add);
        return progress;
    }

    /** What counts since the last image, with {@code last}; empty if there is none. */
    Optional<Run> run() {
        return segment.epoch() == 0
                ? Optional.empty()
                : Optional.of(new Run(segment.epoch(), base, segment.number(), end, progress.lastBatch()));
    }

    /** What the journal holds for whoever writes the last group again. */
    Progress continued() {
        if (before != null) {
            progress.add(before);
        }
        return progress;
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
