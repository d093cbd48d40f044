package io.tidewheel.checkpoint.journal;

/**
 * An immutable file of this checkpoint.
 *
 * @param path relative to the checkpoint's directory
 * @param length in bytes
 * @param crc CRC-32C of all its bytes
 */
public record FileRef(String path, long length, int crc) {}
