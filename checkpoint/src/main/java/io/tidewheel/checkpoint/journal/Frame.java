package io.tidewheel.checkpoint.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The bytes around one group of records, which is there as a whole or not at all. */
final class Frame {
    /*
     * A frame is a header of 32 bytes, the payload, one mark byte, and zeros up to the next multiple of 32. It begins at
     * a multiple of 32, so no header crosses a sector of 512 bytes: a header is there or is zero, and once its checksum
     * fits, its length can be trusted.
     *
     * A power failure leaves out whole sectors of the last frame, a kill its last bytes. Both show: the payload is
     * stored under an XOR mask that leaves no sector of it all zero, and the mark at the end is not zero. Whatever else
     * is wrong is damage. At least two bits are set in each sector, so that one flipped bit does not look like a tear.
     */
    static final int ALIGNMENT = 32;
    static final int HEADER = 32;
    static final int SECTOR = 512;
    static final int MAGIC = 0x5457_4a52; // "TWJR"
    static final byte HEADER_MARK = (byte) 0xa5;
    static final byte END_MARK = (byte) 0xed;
    static final byte VERSION = 1;

    private static final int VERSION_AT = 28;
    private static final int MASK_STEP = 0x9e37_79b9; // odd: its multiples run through all ints

    private Frame() {}

    static long align(long position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Length on disk of a frame with so many bytes of payload. */
    static long bytes(int payload) {
        return align(HEADER + payload + 1L);
    }

    /** Ends a frame that was begun by skipping a header at {@code at}, a place in a file at {@code filePosition}. */
    static void finish(Encoder out, int at, long filePosition, long sequence, long nonce) {
        int length = out.length() - at - HEADER;
        out.oneByte(END_MARK);
        out.skip((int) (bytes(length) - HEADER - length - 1));
        ByteBuffer payload = ByteBuffer.wrap(out.array(), at + HEADER, length);
        int crc = crc(payload.duplicate());
        int mask = mask(ByteBuffer.wrap(out.array(), at, out.length() - at).slice(), filePosition, length);
        apply(mask, payload.slice());
        ByteBuffer header = out.from(at);
        header.putInt(MAGIC).putInt(length).putLong(sequence).putInt(crc).putInt(mask);
        header.put(VERSION_AT, VERSION).put(HEADER - 1, HEADER_MARK);
        header.putInt(24, headerCrc(header, nonce));
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static int headerCrc(ByteBuffer header, long nonce) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, nonce));
        crc.update(header.duplicate().position(0).limit(24));
        crc.update(header.duplicate().position(VERSION_AT).limit(HEADER));
        return (int) crc.getValue();
    }

    static boolean isHeader(ByteBuffer header, long nonce) {
        return header.getInt(0) == MAGIC && header.getInt(24) == headerCrc(header, nonce);
    }

    static byte version(ByteBuffer header) {
        return header.get(VERSION_AT);
    }

    /** XORs the payload with the mask, in either direction. */
    static void apply(int mask, ByteBuffer payload) {
        if (mask == 0) {
            return;
        }
        int end = payload.limit();
        int at = 0;
        for (; at + 4 <= end; at += 4) {
            payload.putInt(at, payload.getInt(at) ^ mask);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            payload.put(at, (byte) (payload.get(at) ^ mask >>> shift));
        }
    }

    /** A mask under which every sector that holds nothing but payload has bits enough. Mostly 0. */
    private static int mask(ByteBuffer frame, long filePosition, int length) {
        int mask = 0;
        while (!leavesBits(mask, frame, filePosition, length)) {
            mask += MASK_STEP;
        }
        return mask;
    }

    private static boolean leavesBits(int mask, ByteBuffer frame, long filePosition, int length) {
        long wide = (long) mask << 32 | (mask & 0xffff_ffffL);
        int first = (int) (SECTOR - filePosition % SECTOR);
        for (int at = first; at + SECTOR <= HEADER + length; at += SECTOR) {
            int bits = 0;
            for (int i = 0; i < SECTOR && bits < 2; i += Long.BYTES) {
                bits += Long.bitCount(frame.getLong(at + i) ^ wide);
            }
            if (bits < 2) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the sectors that begin in what was read, from {@code filePosition} on, is all zero. */
    static boolean hasZeroSector(byte[] bytes, long filePosition, int length) {
        for (int at = (int) Math.floorMod(-filePosition, (long) SECTOR); at < length; at += SECTOR) {
            if (isZero(bytes, at, Math.min(length, at + SECTOR))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZero(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
