package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The records in one CSV file or split. */
final class CsvCursor extends RecordCursor {
    private final CsvRecords records;
    private final RecordBinder binder;
    private final int[] columns; // of the record's components
    private final int width; // how many fields a record has

    /** @param header the names of the columns; empty when they are taken in order */
    CsvCursor(LineCursor lines, CsvRecords records, CsvOptions options, RecordBinder binder, List<String> header) {
        super(lines, options.badLines());
        this.records = records;
        this.binder = binder;
        this.columns = options.header()
                ? binder.columns(header, lines.file())
                : IntStream.range(0, binder.size()).toArray();
        this.width = options.header() ? header.size() : binder.size();
    }

    @Override
    @Nullable
    Object record() throws BadRecord, IOException {
        CsvFields fields = records.next();
        if (fields == null) {
            return null;
        }
        if (fields.count() != width) {
            throw new BadRecord("it has " + fields.count() + " fields, " + width + " were expected", null);
        }
        return binder.bind(fields, columns);
    }

    @Override
    long recordLine() {
        return records.line();
    }

    @Override
    String recordText() {
        return records.text();
    }
}
