package io.tidewheel.api.file;

import java.io.Serializable;

/**
 * A line that is no record.
 *
 * @param line counts from 1, from {@code fromByte} on
 * @param fromByte where the counting of lines begins: 0, unless the file was cut into splits
 * @param text the line, or its beginning
 * @param reason what was found and what was expected
 */
public record BadLine(String file, long line, long fromByte, String text, String reason) implements Serializable {
    /** "file a.csv line 7", or "file a.csv line 7 after byte 1000". */
    public String place() {
        return "file " + file + " line " + line + (fromByte == 0 ? "" : " after byte " + fromByte);
    }

    @Override
    public String toString() {
        return place() + ": " + reason + ": " + text;
    }
}
