package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storage;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a segment from its beginning, one group of records after the other. Used by one thread. */
final class SegmentReader implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String file;
    private final InputStream in;
    private final SegmentHeader header;
    private final long limit;
    private long position = SegmentHeader.BYTES;
    private long sequence;

    /** The records of one durable write: {@link Image}s and {@link JournalRecord}s. */
    record Group(long sequence, long at, long end, List<Object> records) {}

    /** The bytes of one durable write, of which the first {@code length} are its content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(long sequence, long at, long end, byte[] bytes, int length) {}

    private SegmentReader(String file, InputStream in, SegmentHeader header, long limit) {
        this.file = file;
        this.in = in;
        this.header = header;
        this.limit = limit;
        this.sequence = header.firstSequence();
    }

    /**
     * Null if whoever created the segment did not get so far as to write its header.
     *
     * @param limit where the records that count end, all of which are whole; Long.MAX_VALUE if nobody has said yet
     * @throws java.nio.file.NoSuchFileException if there is no such segment
     */
    static @Nullable SegmentReader open(Storage storage, String directory, SegmentName name, long limit)
            throws IOException {
        String file = name.in(directory);
        InputStream in = new BufferedInputStream(storage.open(file, 0), BUFFER_BYTES);
        try {
            byte[] header = in.readNBytes(SegmentHeader.BYTES);
            if (SegmentHeader.isTorn(header) && limit == Long.MAX_VALUE) {
                refuseFramesBehindTornHeader(file, in);
                in.close();
                return null;
            }
            if (header.length < SegmentHeader.BYTES) {
                throw Damage.of(file, "it ends after " + header.length + " bytes, within its header");
            }
            return new SegmentReader(file, in, SegmentHeader.read(header, name, file), limit);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Goes on where a group begins. Called before the first one is read. */
    SegmentReader from(Storage storage, long at, long firstSequence) throws IOException {
        in.close();
        SegmentReader further =
                new SegmentReader(file, new BufferedInputStream(storage.open(file, at), BUFFER_BYTES), header, limit);
        further.position = at;
        further.sequence = firstSequence;
        return further;
    }

    /** Opens a segment of a run, up to where it counts. */
    static SegmentReader of(Storage storage, String directory, Run run, SegmentName name) throws IOException {
        try {
            long limit = name.number() == run.last()
                    ? run.end()
                    : storage.stat(name.in(directory))
                            .orElseThrow(() -> missing(directory, name, run))
                            .length();
            SegmentReader reader = open(storage, directory, name, limit);
            if (reader == null) {
                throw Damage.of(name.in(directory), "its header is missing");
            }
            return reader;
        } catch (NoSuchFileException e) {
            throw missing(directory, name, run);
        }
    }

    private static TidewheelException missing(String directory, SegmentName name, Run run) {
        return Damage.missing(name.in(directory), "records of batches up to " + run.lastBatch());
    }

    /** The header and the first frame's header share a sector and a write. */
    private static void refuseFramesBehindTornHeader(String file, InputStream in) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Frame.ALIGNMENT);
        while (in.readNBytes(block.array(), 0, block.capacity()) == block.capacity()) {
            if (block.getInt(0) == Frame.MAGIC && block.get(Frame.HEADER - 1) == Frame.HEADER_MARK) {
                throw Damage.of(file, "its header is missing, but not what follows");
            }
        }
    }

    SegmentHeader header() {
        return header;
    }

    /** Where the last group that was read ends. */
    long position() {
        return position;
    }

    /** The number that the next group would have. */
    long nextSequence() {
        return sequence;
    }

    /** Null at the end. */
    @Nullable
    Group next() throws IOException {
        Content content = nextContent();
        return content == null ? null : new Group(content.sequence(), content.at(), content.end(), records(content));
    }

    /** As {@link #next}, whatever the bytes mean. */
    @Nullable
    Content nextContent() throws IOException {
        if (position == limit) {
            return null;
        }
        byte[] bytes = in.readNBytes(Frame.HEADER);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length < Frame.HEADER || bytes[Frame.HEADER - 1] == 0) {
            return torn("its header is missing");
        }
        if (!Frame.isHeader(frame, header.nonce())) {
            throw damage("its header does not have the checksum that it names");
        }
        if (Frame.version(frame) != Frame.VERSION) {
            throw Damage.newer(
                    file,
                    "holds record " + sequence + " in a frame of version " + Frame.version(frame),
                    "version " + Frame.VERSION);
        }
        int length = frame.getInt(4);
        long end = position + Frame.bytes(length);
        if (frame.getLong(8) != sequence || length < 0 || end > limit) {
            throw damage("it says that it is record " + frame.getLong(8) + " with " + length + " bytes");
        }
        byte[] rest = in.readNBytes(Math.toIntExact(end - position - Frame.HEADER));
        Content content = content(frame, rest, length, end);
        if (content == null) {
            return torn("a sector of it is missing");
        }
        position = end;
        sequence++;
        return content;
    }

    /** Null if it was not written to its end. */
    private @Nullable Content content(ByteBuffer header, byte[] rest, int length, long end) {
        boolean missing = rest.length <= length || rest[length] == 0;
        if (missing) {
            return null;
        }
        boolean zeroSector = Frame.hasZeroSector(rest, position + Frame.HEADER, length + 1);
        Frame.apply(header.getInt(20), ByteBuffer.wrap(rest, 0, length).slice());
        if (Frame.crc(ByteBuffer.wrap(rest, 0, length)) != header.getInt(16)) {
            if (zeroSector) {
                return null;
            }
            throw damage("its content does not have the checksum that it names");
        }
        if (rest[length] != Frame.END_MARK) {
            throw damage("it does not end with the mark");
        }
        return new Content(sequence, position, end, rest, length);
    }

    private List<Object> records(Content content) {
        Decoder in = new Decoder(content.bytes(), 0, content.length());
        List<Object> records = new ArrayList<>(2);
        try {
            while (!in.atEnd()) {
                records.add(RecordCodec.decode(in));
            }
        } catch (RecordCodec.NewerFormatException e) {
            throw Damage.newer(file, "holds " + e.getMessage(), "versions up to 1 of types up to 5");
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw unreadable(content, e);
        }
        return records;
    }

    /** Of content whose checksum fits. */
    TidewheelException unreadable(Content content, RuntimeException e) {
        return Damage.at(file, content.sequence(), content.at(), "its content cannot be read, " + e.getMessage());
    }

    TidewheelException newer(String found, String expected) {
        return Damage.newer(file, found, expected);
    }

    /** The end, if nothing was written after it. */
    private @Nullable Content torn(String how) throws IOException {
        if (limit != Long.MAX_VALUE) {
            throw damage(how);
        }
        byte[] block = new byte[Frame.ALIGNMENT];
        while (in.readNBytes(block, 0, block.length) == block.length) {
            if (Frame.isHeader(ByteBuffer.wrap(block), header.nonce())) {
                throw damage(how + ", but not the records after it");
            }
        }
        return null;
    }

    private RuntimeException damage(String found) {
        return Damage.at(file, sequence, position, found);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
