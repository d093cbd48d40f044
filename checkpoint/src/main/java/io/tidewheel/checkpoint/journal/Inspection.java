package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at a journal without opening it, also while somebody writes it. Used by one thread. */
public final class Inspection {
    private final Storage storage;
    private final String directory;
    private final StateFiles files;
    private final Set<String> read = new HashSet<>();
    private long records;
    private long bytes;
    private long nextBatch = -1; // the one that has to be committed next; -1 before the first

    public Inspection(Storage storage, String directory) {
        this.storage = storage;
        this.directory = directory;
        this.files = new StateFiles(storage, directory, 0);
    }

    /**
     * What the journal of epochs up to {@code newest} holds, after all that is retained was read.
     *
     * @throws TidewheelException (CHECKPOINT) if it cannot be restored; says why
     */
    public History verify(long newest) throws IOException {
        Tail tail = Tail.peek(storage, directory, newest);
        Progress progress = tail.complete();
        Set<String> needed = progress.files();
        Image image = progress.image();
        for (Image.Taken taken : image.snapshots()) {
            readToEnd(taken.snapshot().file());
        }
        for (Image.Done done : image.commits()) {
            read(done.committed(), needed);
        }
        List<Run> runs = new ArrayList<>(image.runs());
        tail.run().filter(run -> !runs.contains(run)).ifPresent(runs::add); // nobody needs its changes, but its records
        for (Run run : runs) {
            for (long number = run.first(); number <= run.last(); number++) {
                verify(run, new SegmentName(run.epoch(), number), needed);
            }
        }
        if (nextBatch >= 0 && nextBatch != image.nextBatch()) {
            throw Damage.of(directory, "batch " + nextBatch + " is missing in its journal");
        }
        return new Recovered(storage, directory, files, progress);
    }

    private void verify(Run run, SegmentName segment, Set<String> needed) throws IOException {
        try (SegmentReader in = SegmentReader.of(storage, directory, run, segment)) {
            for (SegmentReader.Group group = in.next(); group != null; group = in.next()) {
                records += group.records().size();
                bytes += group.end() - group.at();
                for (Object record : group.records()) {
                    if (record instanceof Committed commit) {
                        expect(commit, segment, group);
                        read(commit, needed);
                    }
                }
            }
        }
    }

    private void expect(Committed commit, SegmentName segment, SegmentReader.Group group) {
        if (nextBatch >= 0 && nextBatch != commit.batchId()) {
            throw Damage.at(
                    segment.in(directory),
                    group.sequence(),
                    group.at(),
                    "it commits batch " + commit.batchId() + ", but batch " + nextBatch + " comes next");
        }
        nextBatch = commit.batchId() + 1;
    }

    private void read(Committed commit, Set<String> needed) throws IOException {
        for (FileRef file : commit.files()) {
            if (needed.contains(file.path()) && !read.contains(file.path())) {
                try {
                    readToEnd(file);
                } catch (TidewheelException e) {
                    throw new TidewheelException(e.kind(), "batch " + commit.batchId() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private void readToEnd(FileRef file) throws IOException {
        if (read.add(file.path())) {
            try (InputStream in = files.read(file)) {
                bytes += in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** How many records the last {@link #verify} read. */
    public long records() {
        return records;
    }

    /** How many files of state. */
    public long files() {
        return read.size();
    }

    public long bytes() {
        return bytes;
    }

    /** Prints all records of all segments that are there, also of those that nobody needs. */
    public void show(Appendable out) throws IOException {
        List<SegmentName> segments = new ArrayList<>();
        for (StoredFile file : storage.list(Storage.child(directory, SegmentName.DIRECTORY))) {
            Optional<SegmentName> name = SegmentName.parse(file.name());
            name.filter(segment -> segment.path().endsWith(file.name())).ifPresent(segments::add);
        }
        segments.sort(Comparator.comparingLong(SegmentName::epoch).thenComparingLong(SegmentName::number));
        for (SegmentName segment : segments) {
            out.append(segment.path());
            try {
                show(segment, out);
            } catch (TidewheelException e) {
                out.append("  ").append(e.getMessage()).append(System.lineSeparator());
            } catch (NoSuchFileException e) {
                out.append(": deleted since the journal was listed").append(System.lineSeparator());
            }
        }
    }

    private void show(SegmentName segment, Appendable out) throws IOException {
        String end = System.lineSeparator();
        try (SegmentReader in = SegmentReader.open(storage, directory, segment, Long.MAX_VALUE)) {
            if (in == null) {
                out.append(": begun, and nothing written").append(end);
                return;
            }
            SegmentHeader header = in.header();
            out.append(": epoch " + segment.epoch());
            out.append(
                            header.predecessor().epoch() == 0
                                    ? ", the first"
                                    : ", after " + header.predecessorEnd() + " bytes of "
                                            + header.predecessor().path())
                    .append(end);
            for (SegmentReader.Group group = in.next(); group != null; group = in.next()) {
                out.append("  record " + group.sequence() + " at byte " + group.at())
                        .append(end);
                for (Object record : group.records()) {
                    RecordText.print(record, out);
                }
            }
            out.append("  ends at byte " + in.position()).append(end);
        }
    }
}
