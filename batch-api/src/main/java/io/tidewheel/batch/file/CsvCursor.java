package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** The records in the lines of one CSV file or split. */
final class CsvCursor extends RecordCursor {
    private final CsvOptions options;
    private final RecordBinder binder;
    private final CsvFields fields;
    private final int[] columns; // of the record's components
    private final int width; // how many fields a line has

    /** @param header the names of the columns; empty when they are taken in order */
    CsvCursor(LineCursor lines, CsvOptions options, RecordBinder binder, List<String> header) {
        super(lines, options.badLines());
        this.options = options;
        this.binder = binder;
        this.fields = new CsvFields(options.separator(), options.quote());
        this.columns = options.header()
                ? binder.columns(header, lines.file())
                : IntStream.range(0, binder.size()).toArray();
        this.width = options.header() ? header.size() : binder.size();
    }

    @Override
    Object record(String line) throws BadRecord, IOException {
        read(lines, fields, line, options.multiLine());
        if (fields.count() != width) {
            throw new BadRecord("it has " + fields.count() + " fields, " + width + " were expected", null);
        }
        return binder.bind(fields, columns);
    }

    /** Reads the record that begins with {@code line}. */
    static void read(LineCursor lines, CsvFields fields, String line, boolean multiLine) throws BadRecord, IOException {
        boolean complete = fields.begin(line);
        while (!complete) {
            String lineBreak = lines.lineBreak();
            String more = multiLine ? lines.line() : null;
            if (more == null) {
                throw new BadRecord(
                        multiLine
                                ? "the file ends inside a quoted field"
                                : "a quoted field does not end in its line, which singleLine() promised",
                        null);
            }
            complete = fields.proceed(lineBreak, more);
        }
    }
}
