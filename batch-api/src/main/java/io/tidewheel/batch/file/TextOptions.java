package io.tidewheel.batch.file;

import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import java.io.Serializable;

/**
 * How text is cut and decoded.
 *
 * @param splitBytes how much of a file one partition reads, at most
 * @param maxLineBytes a longer line is an error
 * @param strict whether bytes that are not UTF-8 are an error; else each becomes the replacement character U+FFFD
 */
public record TextOptions(long splitBytes, int maxLineBytes, boolean strict) implements Serializable {
    private static final long LONGEST = Integer.MAX_VALUE - (1 << 20); // arrays have no room for more

    public static final TextOptions DEFAULT = of(Configuration.DEFAULT);

    public static TextOptions of(Configuration configuration) {
        return new TextOptions(
                configuration.get(Keys.FILES_SPLIT_BYTES),
                (int) Math.min(LONGEST, configuration.get(Keys.FILES_MAX_LINE_BYTES)),
                configuration.get(Keys.FILES_INVALID_UTF8).equals("fail"));
    }
}
