package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One partition's part of a file: bytes {@code [start, end)} of the file as it was when it was listed. A file that has
 * changed since is refused, so that a partition computed twice gives the same rows.
 */
record FileSplit(StoredFile file, long start, long end) implements Serializable {
    /** Below this, the default number of partitions cuts no further: a task would cost more than its rows. */
    private static final long LEAST_SPLIT_BYTES = 1L << 20;

    static FileSplit whole(StoredFile file) {
        return new FileSplit(file, 0, file.length());
    }

    /** Parts of about {@code bytes}; the last may be a tenth longer, so that no scrap is left. Empty files give none. */
    static List<FileSplit> of(StoredFile file, long bytes) {
        List<FileSplit> splits = new ArrayList<>();
        long start = 0;
        while (file.length() - start > bytes + bytes / 10) {
            splits.add(new FileSplit(file, start, start + bytes));
            start += bytes;
        }
        if (start < file.length()) {
            splits.add(new FileSplit(file, start, file.length()));
        }
        return splits;
    }

    /**
     * The splits of several files, in their order.
     *
     * @param minPartitions how many at least, as far as the bytes and the compression allow; 0 for {@code parallelism},
     *     but then no split is made smaller than 1 MB
     * @param splittable whether plain files may be cut; compressed ones are not
     */
    static List<FileSplit> plan(
            List<StoredFile> files, int minPartitions, int parallelism, long maxBytes, boolean splittable) {
        long bytes = files.stream().mapToLong(StoredFile::length).sum();
        long splitBytes = minPartitions > 0
                ? bytes / minPartitions
                : Math.max(LEAST_SPLIT_BYTES, (bytes + parallelism - 1) / parallelism);
        splitBytes = Math.max(1, Math.min(splitBytes, maxBytes));
        List<FileSplit> splits = new ArrayList<>();
        for (StoredFile file : files) {
            boolean whole = Decompression.of(file.path()) != Decompression.NONE || !splittable;
            splits.addAll(of(file, whole ? Math.max(1, file.length()) : splitBytes));
        }
        return splits;
    }

    long length() {
        return end - start;
    }

    /** The file's bytes from {@code offset} on. */
    InputStream open(Storages storages, long offset) {
        Storage storage = storages.of(file.path());
        try {
            Optional<StoredFile> now = storage.stat(file.path());
            if (now.isEmpty()) {
                throw changed("is gone");
            }
            if (now.get().length() != file.length()) {
                throw changed("has " + now.get().length() + " bytes instead of " + file.length());
            }
            if (now.get().modifiedMillis() != file.modifiedMillis()) {
                throw changed("was written again");
            }
            return storage.open(file.path(), offset);
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    "the input file " + file.path() + " cannot be opened: " + e
                            + "; see whether it is still there and may be read",
                    e);
        }
    }

    private TidewheelException changed(String how) {
        return new TidewheelException(
                Kind.BAD_DATA,
                "the input file " + file.path() + " " + how
                        + " since the dataset was defined; define the dataset again, or let files be complete before"
                        + " they get their name");
    }

    TidewheelException unreadable(long offset, IOException cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                "reading the input file " + file.path() + " at byte " + offset + ": " + cause
                        + "; look at the disk or the connection that it comes from",
                cause);
    }

    @Override
    public String toString() {
        boolean whole = start == 0 && end == file.length();
        return whole ? file.path() : file.path() + " bytes " + start + " to " + end;
    }
}
