package io.tidewheel.checkpoint.journal;

import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one segment, group by group. Used by one thread; of no use after an exception. */
final class SegmentWriter implements Closeable {
    private static final long ROOM_BYTES = 1 << 20; // made at a time: few syncs need to record a new length

    private final StorageOutput out;
    private final SegmentHeader header;
    private final Encoder encoder;
    private long sequence;
    private long room;

    private SegmentWriter(StorageOutput out, SegmentHeader header, Encoder encoder) {
        this.out = out;
        this.header = header;
        this.encoder = encoder;
        this.sequence = header.firstSequence();
    }

    /** Creates the segment with its first group. */
    static SegmentWriter create(
            Storage storage,
            String directory,
            SegmentHeader header,
            Encoder encoder,
            @Nullable Image image,
            List<? extends JournalRecord> records)
            throws IOException {
        StorageOutput out = storage.create(header.segment().in(directory));
        SegmentWriter writer = new SegmentWriter(out, header, encoder);
        try {
            encoder.clear();
            header.writeTo(encoder);
            writer.write(image, records);
            storage.syncDirectory(Storage.child(directory, SegmentName.DIRECTORY));
        } catch (IOException | RuntimeException e) {
            try (out) {
                throw e;
            }
        }
        return writer;
    }

    void append(List<? extends JournalRecord> records) throws IOException {
        encoder.clear();
        write(null, records);
    }

    /** Whatever is in the encoder goes before the group. */
    private void write(@Nullable Image image, List<? extends JournalRecord> records) throws IOException {
        int at = encoder.skip(Frame.HEADER);
        if (image != null) {
            RecordCodec.encode(image, encoder);
        }
        records.forEach(record -> RecordCodec.encode(record, encoder));
        Frame.finish(encoder, at, position() + at, sequence, header.nonce());
        if (position() + encoder.length() > room) {
            room = position() + encoder.length() + ROOM_BYTES;
            out.preallocate(room);
        }
        int half = Failpoint.isArmed("mid-append") ? encoder.length() / 2 : 0;
        if (half > 0) {
            out.write(encoder.array(), 0, half);
            Failpoint.hit("mid-append");
        }
        out.write(encoder.array(), half, encoder.length() - half);
        out.sync();
        sequence++;
    }

    SegmentName name() {
        return header.segment();
    }

    long position() {
        return out.position();
    }

    long nextSequence() {
        return sequence;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
