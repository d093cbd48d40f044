package io.tidewheel.checkpoint.journal;

import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment, group by group; on an object store it has one group only. Used by one thread; of no use after an
 * exception.
 */
final class SegmentWriter implements Closeable {
    private final @Nullable StorageOutput out; // null for an object, which is complete
    private final SegmentHeader header;
    private final Encoder encoder;
    private final long room;
    private long position;
    private long sequence;

    private SegmentWriter(@Nullable StorageOutput out, SegmentHeader header, Encoder encoder, long room) {
        this.out = out;
        this.header = header;
        this.encoder = encoder;
        this.room = room;
        this.sequence = header.firstSequence();
    }

    /**
     * Creates the segment with its first group; durable when it returns.
     *
     * @param room how many bytes it is meant for
     * @param content writes that of the first group
     */
    static SegmentWriter create(
            Storage storage,
            String directory,
            SegmentHeader header,
            long room,
            Encoder encoder,
            Consumer<Encoder> content)
            throws IOException {
        String path = header.segment().in(directory);
        encoder.clear();
        header.writeTo(encoder);
        if (!storage.appends()) {
            SegmentWriter writer = new SegmentWriter(null, header, encoder, 0);
            writer.encode(content);
            storage.createWhole(path, Arrays.copyOf(encoder.array(), encoder.length()));
            writer.written();
            return writer;
        }
        StorageOutput out = storage.create(path);
        SegmentWriter writer = new SegmentWriter(out, header, encoder, room);
        try {
            writer.encode(content);
            out.preallocate(Math.max(room, encoder.length()));
            writer.write(out);
            storage.syncDirectory(Storage.child(directory, SegmentName.DIRECTORY));
        } catch (IOException | RuntimeException e) {
            try (out) {
                throw e;
            }
        }
        return writer;
    }

    void append(Consumer<Encoder> content) throws IOException {
        if (out == null) {
            throw new IllegalStateException(header.segment().path() + " is complete");
        }
        encoder.clear();
        encode(content);
        write(out);
    }

    /** Puts a group behind what is in the encoder. */
    private void encode(Consumer<Encoder> content) {
        int at = encoder.skip(Frame.HEADER);
        content.accept(encoder);
        Frame.finish(encoder, at, position + at, sequence, header.nonce());
    }

    private void write(StorageOutput to) throws IOException {
        int half = Failpoint.isArmed("mid-append") ? encoder.length() / 2 : 0;
        if (half > 0) {
            to.write(encoder.array(), 0, half);
            Failpoint.hit("mid-append");
        }
        to.write(encoder.array(), half, encoder.length() - half);
        to.sync();
        written();
    }

    private void written() {
        position += encoder.length();
        sequence++;
    }

    SegmentName name() {
        return header.segment();
    }

    /** Whether the next group has to go into another segment. */
    boolean isFull() {
        return position >= room;
    }

    long position() {
        return position;
    }

    long nextSequence() {
        return sequence;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
