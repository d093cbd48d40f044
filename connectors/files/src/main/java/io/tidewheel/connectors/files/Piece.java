package io.tidewheel.connectors.files;

/**
 * The committed beginning of a hidden file: rows that are not in a part yet.
 *
 * @param name {@code <epoch>-<number>.rows}
 * @param headerLength how many of its bytes are the names of columns
 * @param crc CRC-32C of its bytes
 */
record Piece(String name, long length, int headerLength, int crc) {}
