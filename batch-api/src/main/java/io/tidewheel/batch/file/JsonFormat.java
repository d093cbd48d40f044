package io.tidewheel.batch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** One line of JSON a row: records, maps, lists, text, numbers. Times as ISO 8601. */
record JsonFormat(TextCompression compression) implements RowFormat {
    @Override
    public String name() {
        return "save json";
    }

    @Override
    public String extension() {
        return ".json" + compression.extension();
    }

    @Override
    public FileSink open(OutputStream out, Codecs codecs) throws IOException {
        ObjectWriter writer =
                JsonBinding.mapper(true, TextOptions.DEFAULT.maxLineBytes()).writer();
        return new Objects(new TextFormat.Lines(TextFormat.compressing(out, compression)), writer);
    }

    private static final class Objects extends FileSink {
        private final TextFormat.Lines lines;
        private final ObjectWriter writer;

        Objects(TextFormat.Lines lines, ObjectWriter writer) {
            this.lines = lines;
            this.writer = writer;
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            if (row == null) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION, "a row is null, an object was expected; map or filter it first");
            }
            String json;
            try {
                json = writer.writeValueAsString(row);
            } catch (JsonProcessingException e) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "a row of " + row.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage()
                                + "; map the rows to records or beans first",
                        e);
            }
            lines.line(json);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
