package io.tidewheel.connectors.files;

/**
 * A file of a sink, or the beginning of one.
 *
 * @param length how many of its bytes are committed rows; there may be more, which do not count
 */
public record CommittedFile(String path, long length) {}
