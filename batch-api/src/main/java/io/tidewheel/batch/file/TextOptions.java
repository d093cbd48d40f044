package io.tidewheel.batch.file;

import java.io.Serializable;

/**
 * How text is cut and decoded.
 *
 * @param splitBytes how much of a file one partition reads, at most
 * @param maxLineBytes a longer line is an error
 * @param strict whether bytes that are not UTF-8 are an error; else each becomes the replacement character U+FFFD
 */
public record TextOptions(long splitBytes, int maxLineBytes, boolean strict) implements Serializable {
    public static final TextOptions DEFAULT = new TextOptions(64L << 20, 256 << 20, false);
}
