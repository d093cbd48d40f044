package io.tidewheel.connectors.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What one task wrote of a batch: rows that are few, or the hidden file that holds them.
 *
 * @param rows empty if there is a file
 * @param file empty if there is none
 * @param length of the file
 * @param crc CRC-32C of the file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AttemptResult(byte[] rows, String file, long length, int crc) {
    private static final int FIXED_BYTES = 2 * Integer.BYTES + Long.BYTES;

    byte[] bytes() {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + name.length + rows.length)
                .putInt(name.length)
                .putLong(length)
                .putInt(crc)
                .put(name)
                .put(rows)
                .array();
    }

    static AttemptResult of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] name = new byte[buffer.getInt()];
        long length = buffer.getLong();
        int crc = buffer.getInt();
        buffer.get(name);
        byte[] rows = new byte[buffer.remaining()];
        buffer.get(rows);
        return new AttemptResult(rows, new String(name, StandardCharsets.UTF_8), length, crc);
    }
}
