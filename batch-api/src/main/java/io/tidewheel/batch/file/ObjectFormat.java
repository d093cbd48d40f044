package io.tidewheel.batch.file;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.Compression;
import io.tidewheel.codec.Frames;
import io.tidewheel.codec.LentValues;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Rows as the session's codecs write them, compressed and checksummed. docs/formats.md has every byte. */
record ObjectFormat() implements RowFormat {
    /*
     * file    = 'T' 'W' 'O' version(1), framed stream, trailer
     * stream  = name of the first row's class (null if there is no row), row*
     * trailer = rows(8) crc32c(4), big-endian; the checksum is that of the eight bytes before it
     */
    static final byte[] MAGIC = {'T', 'W', 'O', 1};
    static final int TRAILER_BYTES = 12;

    @Override
    public String name() {
        return "save objects";
    }

    @Override
    public String extension() {
        return "";
    }

    @Override
    public FileSink open(OutputStream out, Codecs codecs) throws IOException {
        out.write(MAGIC, 0, MAGIC.length);
        return new Objects(out, codecs);
    }

    static byte[] trailer(long rows) {
        ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).putLong(rows);
        return trailer.putInt(checksum(trailer.array())).array();
    }

    static int checksum(byte[] trailer) {
        CRC32C crc = new CRC32C();
        crc.update(trailer, 0, Long.BYTES);
        return (int) crc.getValue();
    }

    private static final class Objects extends FileSink {
        private final OutputStream out;
        private final Codecs.Encoder encoder;
        private long rows;

        Objects(OutputStream out, Codecs codecs) {
            this.out = out;
            this.encoder = codecs.encoder(Frames.compress(new KeptOpen(out), Compression.ZSTD)); // the trailer follows
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            if (rows++ == 0) {
                encoder.write(row == null ? null : className(row));
            }
            encoder.write(row);
        }

        private static String className(Object row) {
            return (row instanceof LentValues ? ArrayList.class : row.getClass()).getName();
        }

        @Override
        public void close() throws IOException {
            if (rows == 0) {
                encoder.write(null);
            }
            encoder.close();
            out.write(trailer(rows), 0, TRAILER_BYTES);
        }
    }
}
