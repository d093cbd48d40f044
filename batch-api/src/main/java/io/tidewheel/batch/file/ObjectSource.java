package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.storage.Storages;
import java.util.List;

/** The rows of object files: one partition a file, empty ones too, in the order of their names. */
public final class ObjectSource extends SplitSource {
    private static final long serialVersionUID = 1L;

    private ObjectSource(Storages storages, String path, List<FileSplit> files) {
        super(storages, path, files);
    }

    /** Lists the input, which {@link ObjectFormat} wrote: the partitions of what was saved, in their order. */
    public static ObjectSource of(Storages storages, String path) {
        List<FileSplit> files =
                GivenFiles.list(storages, path).stream().map(FileSplit::whole).toList();
        return new ObjectSource(storages, path, files);
    }

    @Override
    public String describe() {
        return "objects " + path;
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        return new ObjectCursor(storages, splits.get(partition), context);
    }
}
