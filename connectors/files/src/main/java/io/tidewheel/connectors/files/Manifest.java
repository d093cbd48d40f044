package io.tidewheel.connectors.files;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which parts there are: entries with consecutive numbers, each created exclusively and never changed. An entry is the
 * moment at which rows become a part; what it says is then done by whoever comes by. An epoch takes over with an entry of
 * its own, on which a writer of an older epoch strikes with its next one.
 */
final class Manifest {
    /*
     * Now and then the entries so far are written into one file, <number>.all, and deleted: but not those with which an
     * epoch took over, for on these a zombie has to strike.
     */
    private static final int LEAST_ENTRIES = 1_000;

    private final SinkDirectory directory;
    private final long epoch;
    private long last; // number of the last entry
    private long sinceCompaction; // entries that stand for themselves
    private long compacted; // entries in the last <number>.all

    Manifest(SinkDirectory directory, long epoch) {
        this.directory = directory;
        this.epoch = epoch;
    }

    private static String name(long number) {
        return String.format("%012d", number);
    }

    private String path(String name) {
        return directory.manifest() + "/" + name;
    }

    /** Finds the last number. */
    void open() throws IOException {
        last = 0;
        for (String name : directory.manifestNames()) {
            last = Math.max(last, Long.parseLong(name.replace(".all", "")));
            if (!name.endsWith(".all")) {
                sinceCompaction++;
            }
        }
    }

    /** The entries that tell of batches from {@code batchId} on, and always the last one; oldest first. */
    List<SinkRecord> since(long batchId) throws IOException {
        List<SinkRecord> entries = new ArrayList<>();
        for (long number = last; number > 0; number--) {
            Optional<SinkRecord> entry = entry(number);
            if (entry.isEmpty() || (entry.get().batchId() < batchId && !entries.isEmpty())) {
                break;
            }
            entries.add(entry.get());
        }
        Collections.reverse(entries);
        return entries;
    }

    private Optional<SinkRecord> entry(long number) throws IOException {
        String path = path(name(number));
        return directory.exists(path) ? Optional.of(SinkRecord.of(directory.read(path), path)) : Optional.empty();
    }

    /**
     * Adds an entry; one that this epoch has added already is taken for it.
     *
     * @return false if another one has the number: {@link #open} again
     * @throws TidewheelException (FENCED) if a later epoch has taken over
     */
    boolean add(SinkRecord entry) throws IOException {
        long number = last + 1;
        String path = path(name(number));
        try {
            directory.create(path, entry.bytes(), epoch + "-" + number + ".tmp");
            directory.storage().syncDirectory(directory.manifest());
        } catch (FileAlreadyExistsException e) {
            SinkRecord found = SinkRecord.of(directory.read(path), path);
            if (found.epoch() > epoch) {
                throw fenced(found.epoch());
            }
            if (!found.equals(entry)) {
                return false;
            }
        }
        last = number;
        sinceCompaction++;
        return true;
    }

    TidewheelException fenced(long by) {
        return new TidewheelException(
                Kind.FENCED,
                "the files in " + directory.path() + " were taken over by epoch " + by + " of the query, this is epoch "
                        + epoch + "; only one process may run it");
    }

    /** Adds an entry, of which no other epoch may keep it. */
    void addOrFail(SinkRecord entry) throws IOException {
        if (!add(entry)) {
            throw new TidewheelException(
                    Kind.FENCED,
                    "entry " + (last + 1) + " of the manifest of " + directory.path()
                            + " was written by an earlier epoch that still lives; see that its process ends");
        }
    }

    /** Writes all entries into one file when there are many. */
    void compact() throws IOException {
        if (sinceCompaction < LEAST_ENTRIES || sinceCompaction < compacted) {
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<SinkRecord> entries = all(directory);
        for (SinkRecord entry : entries) {
            if (entry.what() != SinkRecord.What.BASE) {
                all.write(entry.bytes());
            }
        }
        directory.create(path(name(last) + ".all"), all.toByteArray(), epoch + "-" + last + ".all.tmp");
        directory.storage().syncDirectory(directory.manifest());
        for (String name : directory.manifestNames()) {
            boolean merged = Long.parseLong(name.replace(".all", "")) < last;
            if (merged && (name.endsWith(".all") || !isBase(name))) {
                directory.storage().delete(path(name));
            }
        }
        compacted = entries.size();
        sinceCompaction = 0;
    }

    private boolean isBase(String name) throws IOException {
        return SinkRecord.of(directory.read(path(name)), path(name)).what() == SinkRecord.What.BASE;
    }

    /** All entries, for readers: oldest first. */
    static List<SinkRecord> all(SinkDirectory directory) throws IOException {
        List<String> names = directory.manifestNames();
        String newest = "";
        for (String name : names) {
            if (name.endsWith(".all")) {
                newest = name; // names are listed in order
            }
        }
        long from = newest.isEmpty() ? 0 : Long.parseLong(newest.replace(".all", ""));
        List<SinkRecord> entries = new ArrayList<>();
        if (!newest.isEmpty()) {
            String path = directory.manifest() + "/" + newest;
            entries.addAll(SinkRecord.all(directory.read(path), path));
        }
        for (String name : names) {
            if (!name.endsWith(".all") && Long.parseLong(name) > from) {
                String path = directory.manifest() + "/" + name;
                entries.add(SinkRecord.of(directory.read(path), path));
            }
        }
        return entries;
    }
}
