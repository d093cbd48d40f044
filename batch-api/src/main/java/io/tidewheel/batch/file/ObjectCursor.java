package io.tidewheel.batch.file;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.CorruptDataException;
import io.tidewheel.codec.Frames;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The rows of one object file. */
final class ObjectCursor implements Cursor {
    private static final String REMEDY = "; save its rows again, or leave the file out of the path";

    private static final int BUFFER_BYTES = 1 << 16;

    private final FileSplit file;
    private final TaskContext context;
    private final long rows;
    private final Codecs.Decoder decoder;
    private long read;

    ObjectCursor(Storages storages, FileSplit file, TaskContext context) throws IOException {
        this.file = file;
        this.context = context;
        String path = file.file().path();
        InputStream in = new BufferedInputStream(file.open(storages, 0), BUFFER_BYTES);
        try {
            checkMagic(in.readNBytes(ObjectFormat.MAGIC.length));
            this.rows = rowsInTrailer(storages);
            this.decoder = context.codecs().decoder(Frames.expand(in, path));
            decoder.read(); // the type name: for people, and for tools that do not have the class
        } catch (IOException e) {
            in.close();
            throw damaged(e);
        } catch (RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void checkMagic(byte[] found) throws CorruptDataException {
        byte[] magic = ObjectFormat.MAGIC;
        if (Arrays.equals(found, magic)) {
            return;
        }
        boolean otherVersion = found.length == magic.length && Arrays.equals(found, 0, 3, magic, 0, 3);
        throw new CorruptDataException(
                file.file().path(),
                0,
                otherVersion
                        ? "it is an object file of version " + found[3] + ", this release reads version " + magic[3]
                        : "it is no object file, these begin with 'TWO'");
    }

    private long rowsInTrailer(Storages storages) throws IOException {
        long start = file.end() - ObjectFormat.TRAILER_BYTES;
        byte[] trailer = new byte[0];
        if (start >= ObjectFormat.MAGIC.length) {
            try (InputStream end = file.open(storages, start)) {
                trailer = end.readNBytes(ObjectFormat.TRAILER_BYTES);
            }
        }
        if (trailer.length < ObjectFormat.TRAILER_BYTES
                || ByteBuffer.wrap(trailer).getInt(Long.BYTES) != ObjectFormat.checksum(trailer)) {
            throw new CorruptDataException(file.file().path(), Math.max(0, start), "its end is missing");
        }
        return ByteBuffer.wrap(trailer).getLong();
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && advance(sink)) {}
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        context.checkCancelled();
        Object row;
        try {
            if (read == rows) {
                checkEnd();
                return false;
            }
            row = decoder.read();
        } catch (IOException e) {
            throw damaged(e);
        }
        read++;
        sink.accept(row);
        return true;
    }

    private void checkEnd() throws IOException {
        if (!decoder.isAtEnd()) {
            throw new CorruptDataException(file.file().path(), file.end(), "more than the " + rows + " rows it has");
        }
    }

    private TidewheelException damaged(IOException cause) {
        if (cause instanceof CorruptDataException) {
            return new TidewheelException(Kind.BAD_DATA, "the input file " + cause.getMessage() + REMEDY, cause);
        }
        return new TidewheelException(
                Kind.BAD_DATA,
                "the input file " + file.file().path() + " cannot be read at row " + read + " of " + rows + ": " + cause
                        + REMEDY,
                cause);
    }

    @Override
    public void close() throws IOException {
        try {
            decoder.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    @Override
    public long estimatedRows() {
        return rows - read;
    }

    @Override
    public String position() {
        return "file " + file.file().path() + " row " + (read - 1);
    }
}
