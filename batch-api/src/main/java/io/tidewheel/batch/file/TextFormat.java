package io.tidewheel.batch.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One line a row: its {@code toString()} in UTF-8. */
record TextFormat(TextCompression compression) implements RowFormat {
    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public String name() {
        return "save text";
    }

    @Override
    public String extension() {
        return compression.extension();
    }

    @Override
    public FileSink open(OutputStream out, Codecs codecs) throws IOException {
        return new Lines(compressing(out, compression));
    }

    /** Closing the result ends the compressed text and leaves {@code out} open. */
    static OutputStream compressing(OutputStream out, TextCompression compression) throws IOException {
        OutputStream open = new KeptOpen(out);
        return switch (compression) {
            case NONE -> open;
            case GZIP -> new GZIPOutputStream(open, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStream(open);
        };
    }

    /** Bytes of lines, gathered. */
    static final class Lines extends FileSink {
        private final OutputStream out;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int used;
        private long rows;

        Lines(OutputStream out) {
            this.out = out;
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            if (row == null) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION, "row " + rows + " is null, which text cannot hold; map or filter it first");
            }
            rows++;
            line(row.toString());
        }

        void line(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            if (bytes.length >= BUFFER_BYTES - used) {
                out.write(buffer, 0, used);
                used = 0;
                if (bytes.length >= BUFFER_BYTES) {
                    out.write(bytes, 0, bytes.length);
                    out.write('\n');
                    return;
                }
            }
            System.arraycopy(bytes, 0, buffer, used, bytes.length);
            used += bytes.length;
            buffer[used++] = '\n';
        }

        @Override
        public void close() throws IOException {
            out.write(buffer, 0, used);
            used = 0;
            out.close();
        }
    }
}
