package io.tidewheel.checkpoint.journal;

import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes from the last image of an epoch to its end, one group behind: the last one is handed over as it is. */
final class TailReader {
    private final Storage storage;
    private final String directory;
    private final SegmentName newest;
    private final long base;
    private @Nullable Progress progress;
    private SegmentReader.@Nullable Group group; // the last one read, not yet taken in
    private SegmentName place; // where it is
    private @Nullable Run before; // all before it

    /** @param newest the last segment that has a group */
    TailReader(Storage storage, String directory, SegmentName newest) throws IOException {
        this.storage = storage;
        this.directory = directory;
        this.newest = newest;
        this.place = newest;
        this.base = base();
    }

    private long base() throws IOException {
        for (long number = newest.number(); number > 0; number--) {
            SegmentName name = new SegmentName(newest.epoch(), number);
            try {
                if (Tail.firstRecord(storage, directory, name).orElse(name) instanceof Image) {
                    return number;
                }
            } catch (NoSuchFileException e) {
                throw Damage.missing(name.in(directory), "records that those of " + newest.in(directory) + " rest on");
            }
        }
        throw Damage.of(newest.in(directory), "there is no image before its records");
    }

    Tail read() throws IOException {
        long nextSequence = 0;
        for (long number = base; number <= newest.number(); number++) {
            SegmentName name = new SegmentName(newest.epoch(), number);
            try (SegmentReader in = SegmentReader.open(storage, directory, name, Long.MAX_VALUE)) {
                if (in == null) {
                    throw Damage.of(name.in(directory), "its header is missing");
                }
                for (SegmentReader.Group next = in.next(); next != null; next = in.next()) {
                    advance(name, next);
                }
                nextSequence = in.nextSequence();
            }
        }
        if (progress == null || group == null) {
            throw Damage.of(newest.in(directory), "it changed while it was read");
        }
        Run counting = before == null
                ? null
                : new Run(before.epoch(), base, before.last(), before.end(), progress.lastBatch());
        return new Tail(progress, records(group), newest, base, group.end(), nextSequence, counting);
    }

    private void advance(SegmentName name, SegmentReader.Group next) {
        if (group == null) {
            progress = new Progress((Image) next.records().get(0));
        } else {
            take(group);
            before = new Run(place.epoch(), base, place.number(), group.end(), -1);
            if (next.sequence() != group.sequence() + 1) {
                throw Damage.at(
                        name.in(directory), next.sequence(), next.at(), "it follows record " + group.sequence());
            }
        }
        group = next;
        place = name;
    }

    private void take(SegmentReader.Group taken) {
        try {
            for (JournalRecord record : records(taken)) {
                if (progress != null) {
                    progress.apply(record);
                }
            }
        } catch (IllegalArgumentException e) {
            throw Damage.at(place.in(directory), taken.sequence(), taken.at(), e.getMessage());
        }
    }

    private static List<JournalRecord> records(SegmentReader.Group group) {
        List<JournalRecord> records = new ArrayList<>();
        for (Object record : group.records()) {
            if (record instanceof JournalRecord plain) {
                records.add(plain);
            }
        }
        return records;
    }
}
