package io.tidewheel.engine.block;

import io.tidewheel.codec.Framer;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link SpillDirectory}: segments written one after the other, each compressed and checksummed, each
 * read by itself, also while later ones are written. Written by one thread; read and released by any. Deleted when its
 * last owner releases it; the first owner is its maker.
 */
public final class SpillFile {
    /** Writes the content of a segment. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws Exception;
    }

    private final Path path;
    private final SpillIo io;
    private final SpillDirectory directory;
    private final AtomicInteger owners = new AtomicInteger(1);
    private @Nullable Tail tail; // open while segments are written
    private boolean created;

    SpillFile(Path path, SpillIo io, SpillDirectory directory) {
        this.path = path;
        this.io = io;
        this.directory = directory;
    }

    /**
     * Writes one more segment.
     *
     * @throws io.tidewheel.error.TidewheelException of kind RESOURCE if the disk is full or gone
     */
    public SpillSegment append(Body body) throws Exception {
        Tail out = tail();
        long start = out.position;
        OutputStream framed = out.framer.stream(new KeptOpen(out));
        body.write(framed);
        framed.close();
        out.flush();
        return new SpillSegment(this, start, out.position - start);
    }

    private Tail tail() {
        Tail out = tail;
        if (out == null) {
            if (created) {
                throw new IllegalStateException("spill file " + path + " is finished");
            }
            created = true;
            try {
                out = new Tail(io.create(path), this);
            } catch (IOException e) {
                throw directory.failed("creating " + path.getFileName(), e);
            }
            tail = out;
        }
        return out;
    }

    /**
     * No more segments: closes the file, which can still be read. Twice does nothing. Each segment was written out at its
     * end; what a failed one left unwritten is dropped, so that this does not fail for the same reason once more.
     */
    public void finish() {
        Tail out = tail;
        if (out != null) {
            tail = null;
            try {
                out.abandon();
            } catch (IOException e) {
                throw directory.failed("closing " + path.getFileName(), e);
            }
        }
    }

    InputStream open(long position) throws IOException {
        try {
            return io.open(path, position);
        } catch (IOException e) {
            if (SpillDirectory.lacksDescriptors(e)) {
                throw directory.failed("opening " + path.getFileName(), e); // the rows are not lost
            }
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Adds an owner, who calls {@link #release} once. */
    public SpillFile retain() {
        owners.incrementAndGet();
        return this;
    }

    /** Deletes the file if no other owner is left. */
    public void release() {
        int left = owners.decrementAndGet();
        assert left >= 0 : path + " is released too often";
        if (left == 0) {
            delete();
        }
    }

    void delete() {
        directory.forget(this);
        try {
            Tail out = tail;
            tail = null;
            if (out != null) {
                out.abandon();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw directory.failed("deleting " + path.getFileName(), e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** The end of a segment is not the end of the file. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(Tail tail) {
            super(tail);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }

    /** Counts bytes, buffers small writes and turns every failure into one that says what to do. */
    private static final class Tail extends FilterOutputStream {
        private final SpillFile file;
        private final OutputStream raw;
        private final Framer framer; // of all segments
        private long position;

        Tail(OutputStream raw, SpillFile file) {
            super(new BufferedOutputStream(raw, 32 << 10));
            this.raw = raw;
            this.file = file;
            this.framer = new Framer(file.directory.compression());
        }

        @Override
        public void write(int b) {
            try {
                out.write(b);
            } catch (IOException e) {
                throw file.directory.failed("writing " + file.path.getFileName(), e);
            }
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw file.directory.failed("writing " + file.path.getFileName(), e);
            }
            position += length;
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw file.directory.failed("writing " + file.path.getFileName(), e);
            }
        }

        /** Closes the file without writing what is buffered. */
        void abandon() throws IOException {
            framer.close();
            raw.close();
        }
    }
}
