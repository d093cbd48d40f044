package io.tidewheel.connectors.files;

/**
 * A hidden file that is large enough to become a part by itself.
 *
 * @param name of the hidden file
 * @param part its name once it is visible
 * @param crc CRC-32C of its bytes
 */
record StagedPart(String name, String part, long length, int crc) {}
