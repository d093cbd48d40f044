package io.tidewheel.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file on the local disk. Over preallocated zeros a sync has neither a length nor new blocks to make durable: it costs
 * one write in place and one fdatasync.
 */
final class LocalOutput extends StorageOutput {
    private static final int ZEROS_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private long position;
    private long allocated;
    private boolean lengthIsDurable;
    private @Nullable IOException failure;

    LocalOutput(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireSound();
        try {
            writeFully(ByteBuffer.wrap(bytes, offset, length), position);
        } catch (IOException e) {
            throw failed(e);
        }
        position += length;
    }

    private void writeFully(ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    @Override
    public void preallocate(long bytes) throws IOException {
        requireSound();
        if (position > 0 || allocated > 0) {
            throw new IllegalStateException(file + " has been written to; preallocate it before the first byte");
        }
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, bytes));
            for (long at = 0; at < bytes; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                writeFully(zeros, at);
            }
            channel.force(true);
        } catch (IOException e) {
            throw failed(e);
        }
        allocated = bytes;
        lengthIsDurable = true;
    }

    /**
     * After a failed sync nobody knows which pages were dropped, and the next sync would succeed without them: the file
     * is lost.
     */
    @Override
    public void sync() throws IOException {
        requireSound();
        try {
            channel.force(!lengthIsDurable || position > allocated);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "writing " + file + " failed before, so that nobody knows what it holds; write it anew", failure);
        }
    }

    /** Names the file, which a channel does not. */
    private IOException failed(IOException e) {
        failure = e;
        if (e instanceof ClosedChannelException) {
            return e; // by an interrupt, most likely
        }
        FileSystemException named =
                new FileSystemException(file.toString(), null, e.getMessage() + ", at byte " + position);
        named.initCause(e);
        return named;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
