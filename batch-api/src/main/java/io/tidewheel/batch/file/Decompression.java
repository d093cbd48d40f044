package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Which files are compressed, by the end of their name, or by their content if that is known to be text. Members (gzip)
 * and frames (zstd) one after another are one text.
 */
public enum Decompression {
    NONE,
    GZIP,
    ZSTD;

    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    private static final Map<String, String> UNREADABLE = Map.of(
            "bz2",
            "bzip2",
            "lz4",
            "LZ4",
            "snappy",
            "Snappy",
            "xz",
            "xz",
            "zip",
            "a zip archive",
            "lzo",
            "LZO",
            "deflate",
            "deflate");

    static Decompression of(String path) {
        String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String unreadable = UNREADABLE.get(end);
        if (unreadable != null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the input file " + path + " is " + unreadable + " by its name; gzip (.gz) and zstd (.zst) can be"
                            + " read, recompress it as one of these");
        }
        return switch (end) {
            case "gz", "gzip" -> GZIP;
            case "zst", "zstd" -> ZSTD;
            default -> NONE;
        };
    }

    /**
     * How text in UTF-8 is compressed whose first bytes these are. No such text begins as compressed bytes do, which are
     * not UTF-8.
     *
     * @param beginning four bytes, fewer if there are no more
     */
    public static Decompression ofText(byte[] beginning) {
        if (startsWith(beginning, GZIP_MAGIC)) {
            return GZIP;
        }
        return startsWith(beginning, ZSTD_MAGIC) ? ZSTD : NONE;
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    /** The text in the bytes of {@code in}, which it closes. */
    public InputStream open(InputStream in) {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipMembers(in);
            case ZSTD -> new ZstdFrames(in);
        };
    }

    /** What to throw when the bytes of a compressed file cannot become text. */
    static TidewheelException failed(String path, long textBytes, IOException cause) {
        return new TidewheelException(
                Kind.BAD_DATA,
                "decompressing the input file " + path + " after " + textBytes + " bytes of text: " + cause.getMessage()
                        + "; the file is damaged or not complete: fetch or make it again, or leave it out of the path",
                cause);
    }
}
