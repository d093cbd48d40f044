package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.codec.Codecs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/** How the rows of a partition become a file. Immutable. */
public interface RowFormat extends Serializable {
    /** One line a row: its {@code toString()} in UTF-8. */
    static RowFormat text(TextCompression compression) {
        return new TextFormat(compression);
    }

    /** Records as CSV, with the options they are to be read with. */
    static RowFormat csv(CsvOptions options, TextCompression compression) {
        return new CsvFormat(options, compression);
    }

    /** One line of JSON a row. */
    static RowFormat json(TextCompression compression) {
        return new JsonFormat(compression);
    }

    /** Rows as they are, to be read by {@link ObjectSource}. */
    static RowFormat objects() {
        return new ObjectFormat();
    }

    /** For explain and events: "save text". */
    String name();

    /** The end of file names, with its dot; may be empty. */
    String extension();

    /** Takes the rows of a file for whoever is no task; see {@link #open}. */
    default RowWriter writer(OutputStream out, Codecs codecs) throws IOException {
        return open(out, codecs);
    }

    /** Records as CSV without the names of the columns, which {@link #csvHeader} gives. */
    static RowFormat csvRows(CsvOptions options, TextCompression compression) {
        CsvOptions rows = new CsvOptions(
                false,
                options.separator(),
                options.quote(),
                options.multiLine(),
                options.nullText(),
                options.badLines());
        return new CsvFormat(rows, compression);
    }

    /** The names of the columns as a file begins with them, compressed by themselves. */
    static byte[] csvHeader(Class<?> type, CsvOptions options, TextCompression compression) throws IOException {
        return CsvFormat.header(type, options, compression);
    }

    /** A sink of the file's rows. Closing it completes and flushes what it wrote, and leaves {@code out} open. */
    FileSink open(OutputStream out, Codecs codecs) throws IOException;
}
