package io.tidewheel.checkpoint.journal;

import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The immutable files of a checkpoint: changes and snapshots. Thread-safe. */
public final class StateFiles {
    static final String DIRECTORY = "files";

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int KIND_LENGTH = 120;

    private final Storage storage;
    private final String directory;
    private final long epoch;
    private final AtomicLong written = new AtomicLong();
    private final Set<String> unnamed = ConcurrentHashMap.newKeySet(); // files of this epoch that no record names yet

    public StateFiles(Storage storage, String directory, long epoch) {
        this.storage = storage;
        this.directory = directory;
        this.epoch = epoch;
    }

    /** Puts the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file of a name that nobody else ever uses; durable when it returns. */
    public FileRef write(String kind, Content content) throws IOException {
        String safe = UNSAFE.matcher(kind).replaceAll("_");
        String name = String.format(
                Locale.ROOT,
                "%s-%010d-%d",
                safe.substring(0, Math.min(KIND_LENGTH, safe.length())),
                epoch,
                written.incrementAndGet());
        String path = DIRECTORY + "/" + name;
        unnamed.add(path); // before it is there, so that no purge takes it for rubbish
        try {
            FileRef file = create(path, content);
            Failpoint.hit("after-state-file");
            return file;
        } catch (IOException | RuntimeException e) {
            unnamed.remove(path);
            throw e;
        }
    }

    private FileRef create(String path, Content content) throws IOException {
        CheckedOutput checked;
        try (StorageOutput out = storage.create(Storage.child(directory, path))) {
            checked = new CheckedOutput(out);
            content.writeTo(checked);
            out.sync();
        }
        storage.syncDirectory(Storage.child(directory, DIRECTORY));
        return new FileRef(path, checked.length, (int) checked.crc.getValue());
    }

    /** Records that count name these files now: what they need is no longer up to this epoch alone. */
    public void named(JournalRecord record) {
        if (record instanceof Committed commit) {
            commit.files().forEach(file -> unnamed.remove(file.path()));
        }
    }

    /** Deletes the files that this and older epochs wrote and that are neither needed nor about to be named. */
    void purge(Set<String> needed) throws IOException {
        for (StoredFile file : storage.list(Storage.child(directory, DIRECTORY))) {
            String path = DIRECTORY + "/" + file.name();
            long writer = epochOf(file.name());
            if (writer > 0 && writer <= epoch && !needed.contains(path) && !unnamed.contains(path)) {
                storage.delete(Storage.child(directory, path));
                Failpoint.hit("mid-purge");
            }
        }
    }

    /** The epoch that wrote a file of this name; -1 if none did. */
    private static long epochOf(String name) {
        String[] parts = name.split("-");
        return parts.length >= 3 && parts[parts.length - 2].matches("\\d{10}")
                ? Long.parseLong(parts[parts.length - 2])
                : -1;
    }

    /** Opens a file, which ends with an exception if it is not as it was written. */
    public InputStream read(FileRef file) throws IOException {
        String path = Storage.child(directory, file.path());
        try {
            return new CheckedInput(storage.open(path, 0), file, path);
        } catch (NoSuchFileException e) {
            throw Damage.missing(path, file.length() + " bytes of state");
        }
    }

    private static final class CheckedOutput extends FilterOutputStream {
        private final CRC32C crc = new CRC32C();
        private long length;

        CheckedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int oneByte) throws IOException {
            out.write(oneByte);
            crc.update(oneByte);
            length++;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            crc.update(bytes, offset, count);
            length += count;
        }

        @Override
        public void close() throws IOException {
            out.flush(); // whoever writes the content does not end the file
        }
    }

    private static final class CheckedInput extends FilterInputStream {
        private final CRC32C crc = new CRC32C();
        private final FileRef file;
        private final String path;
        private long length;

        CheckedInput(InputStream in, FileRef file, String path) {
            super(in);
            this.path = path;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = in.read(bytes, offset, count);
            if (read > 0) {
                crc.update(bytes, offset, read);
                length += read;
            }
            if (read < 0 || length > file.length()) {
                check();
            }
            return read;
        }

        private void check() {
            if (length != file.length() || (int) crc.getValue() != file.crc()) {
                throw Damage.of(
                        path,
                        "it has " + length + " bytes with checksum " + hex((int) crc.getValue()) + " and should have "
                                + file.length() + " with " + hex(file.crc()));
            }
        }

        private static String hex(int crc) {
            return String.format(Locale.ROOT, "%08x", crc);
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
