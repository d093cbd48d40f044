package io.tidewheel.checkpoint.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a segment begins.
 *
 * @param nonce of the opening that wrote it; seeds the checksums of its frames
 * @param firstSequence the number of its first record group
 * @param predecessor the segment before, epoch 0 if there is none
 * @param predecessorEnd how many bytes of that one count
 */
record SegmentHeader(
        SegmentName segment,
        long nonce,
        long firstSequence,
        SegmentName predecessor,
        long predecessorEnd,
        long createdMillis) {
    static final int BYTES = 128;
    static final int VERSION = 1;

    private static final long MAGIC = 0x5457_5345_474d_4e54L; // "TWSEGMNT"
    private static final int CRC_AT = 120;
    private static final int MARK = 0xa5; // the last byte: zero until the header is whole

    void writeTo(Encoder out) {
        ByteBuffer header = out.from(out.skip(BYTES));
        header.putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(segment.epoch())
                .putLong(segment.number())
                .putLong(nonce)
                .putLong(firstSequence)
                .putLong(predecessor.epoch())
                .putLong(predecessor.number())
                .putLong(predecessorEnd)
                .putLong(createdMillis);
        header.put(BYTES - 1, (byte) MARK);
        header.putInt(CRC_AT, crc(header));
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(CRC_AT));
        crc.update(header.duplicate().limit(BYTES).position(CRC_AT + Integer.BYTES));
        return (int) crc.getValue();
    }

    /** Whether it was not written to its end: it is cut short, or its last byte is still zero. */
    static boolean isTorn(byte[] bytes) {
        return bytes.length < BYTES || bytes[BYTES - 1] == 0;
    }

    static SegmentHeader read(byte[] bytes, SegmentName segment, String file) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getLong(0) != MAGIC || header.getInt(CRC_AT) != crc(header)) {
            throw Damage.of(file, "its header does not have the checksum that it names");
        }
        if (header.getInt(8) != VERSION) {
            throw Damage.newer(file, "is of format " + header.getInt(8), "format " + VERSION);
        }
        SegmentName named = new SegmentName(header.getLong(16), header.getLong(24));
        if (!named.equals(segment)) {
            throw Damage.of(file, "its header says that it is " + named.path());
        }
        return new SegmentHeader(
                named,
                header.getLong(32),
                header.getLong(40),
                new SegmentName(header.getLong(48), header.getLong(56)),
                header.getLong(64),
                header.getLong(72));
    }
}
