package io.tidewheel.batch.file;

import com.fasterxml.jackson.databind.ObjectReader;
import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The parsers there are. */
final class Parsers {
    private Parsers() {}

    private static boolean isPlain(StoredFile file) {
        return Decompression.of(file.path()) == Decompression.NONE;
    }

    record Lines(TextOptions text) implements RowParser {
        @Override
        public String describe() {
            return "lines";
        }

        @Override
        public boolean splittable(StoredFile file) {
            return isPlain(file);
        }

        @Override
        public FileRows open(Storages storages, StoredFile file, long start, long end) throws IOException {
            return new FileRows(new LineCursor(storages, new FileSplit(file, start, end), text, null), null);
        }
    }

    record Csv(Class<?> type, CsvOptions options, TextOptions text) implements RowParser {
        @Override
        public String describe() {
            return "csv as " + type.getSimpleName();
        }

        @Override
        public boolean splittable(StoredFile file) {
            return isPlain(file) && !options.multiLine();
        }

        @Override
        public FileRows open(Storages storages, StoredFile file, long start, long end) throws IOException {
            FileSplit split = new FileSplit(file, start, end);
            CsvCursor records = CsvSource.cursor(storages, split, type, options, text, null);
            return new FileRows(records == null ? null : records.lines, records);
        }
    }

    static final class Json implements RowParser {
        private static final long serialVersionUID = 1L;

        private final Class<?> type;
        private final JsonOptions options;
        private final TextOptions text;
        private transient volatile @Nullable ObjectReader reader;

        Json(Class<?> type, JsonOptions options, TextOptions text) {
            this.type = type;
            this.options = options;
            this.text = text;
        }

        @Override
        public String describe() {
            return "json lines as " + type.getSimpleName();
        }

        @Override
        public boolean splittable(StoredFile file) {
            return isPlain(file);
        }

        @Override
        public FileRows open(Storages storages, StoredFile file, long start, long end) throws IOException {
            ObjectReader known = reader;
            if (known == null) {
                known = JsonSource.reader(type, options, text);
                reader = known;
            }
            LineCursor lines = new LineCursor(storages, new FileSplit(file, start, end), text, null);
            return new FileRows(lines, new JsonCursor(lines, known, null));
        }
    }
}
