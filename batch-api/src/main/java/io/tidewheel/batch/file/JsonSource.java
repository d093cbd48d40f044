package io.tidewheel.batch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of JSON files as records of one class. Cut into splits as text is. */
public final class JsonSource extends SplitSource {
    private static final long serialVersionUID = 1L;

    private final Class<?> type;
    private final JsonOptions options;
    private final TextOptions text;
    private transient volatile @Nullable ObjectReader reader;

    private JsonSource(
            Storages storages,
            String path,
            List<FileSplit> splits,
            Class<?> type,
            JsonOptions options,
            TextOptions text) {
        super(storages, path, splits);
        this.type = type;
        this.options = options;
        this.text = text;
    }

    /** Lists the input and checks that the record can be read from JSON. */
    public static JsonSource of(
            Storages storages, String path, int parallelism, Class<?> type, JsonOptions options, TextOptions text) {
        RecordBinder.requireRecord(type);
        List<FileSplit> splits =
                FileSplit.plan(GivenFiles.list(storages, path), 0, parallelism, text.splitBytes(), true);
        JsonSource source = new JsonSource(storages, path, splits, type, options, text);
        checkType(type, source.reader());
        return source;
    }

    static void checkType(Class<?> type, ObjectReader reader) {
        try {
            reader.readValue("null"); // finds out how to make the record, and makes none
        } catch (JsonProcessingException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, type.getName() + " cannot be read from JSON: " + e.getOriginalMessage(), e);
        }
    }

    private ObjectReader reader() {
        ObjectReader known = reader;
        if (known == null) {
            known = reader(type, options, text);
            reader = known;
        }
        return known;
    }

    static ObjectReader reader(Class<?> type, JsonOptions options, TextOptions text) {
        return JsonBinding.mapper(options.ignoreUnknown(), text.maxLineBytes()).readerFor(type);
    }

    @Override
    public String describe() {
        return "json lines " + path + " as " + type.getSimpleName();
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws IOException {
        LineCursor lines = new LineCursor(storages, splits.get(partition), text, context);
        return new JsonCursor(lines, reader(), options.badLines());
    }
}
