package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.Serializable;

/** How a file, or a part of one, becomes rows: what sources of datasets do, for whoever is no task. Immutable. */
public interface RowParser extends Serializable {
    /** Each line a string. */
    static RowParser lines(TextOptions text) {
        return new Parsers.Lines(text);
    }

    /** CSV as records of one class. */
    static RowParser csv(Class<?> type, CsvOptions options, TextOptions text) {
        new RecordBinder(type, options.nullText()); // checks the type now
        return new Parsers.Csv(type, options, text);
    }

    /** Lines of JSON as records of one class. */
    static RowParser json(Class<?> type, JsonOptions options, TextOptions text) {
        RecordBinder.requireRecord(type);
        JsonSource.checkType(type, JsonSource.reader(type, options, text));
        return new Parsers.Json(type, options, text);
    }

    /** For messages: "lines", "csv as Hit". */
    String describe();

    /**
     * Whether parts of this file can be read by themselves.
     *
     * @throws io.tidewheel.error.TidewheelException if the file is compressed in a way that cannot be read
     */
    boolean splittable(StoredFile file);

    /**
     * Opens the rows that begin in bytes {@code [start, end)} of a file, which is refused if it is not as it was when it
     * was listed.
     */
    FileRows open(Storages storages, StoredFile file, long start, long end) throws IOException;
}
