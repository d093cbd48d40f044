package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.storage.InputFiles;
import io.tidewheel.storage.Storages;
import java.util.List;

/** The rows of object files: one partition a file, empty ones too, in the order of their names. */
public final class ObjectSource implements Source {
    private static final long serialVersionUID = 1L;

    private final Storages storages;
    private final String path;
    private final List<FileSplit> files;

    private ObjectSource(Storages storages, String path, List<FileSplit> files) {
        this.storages = storages;
        this.path = path;
        this.files = List.copyOf(files);
    }

    /** Lists the input, which {@link ObjectFormat} wrote: the partitions of what was saved, in their order. */
    public static ObjectSource of(Storages storages, String path) {
        List<FileSplit> files =
                InputFiles.list(storages, path).stream().map(FileSplit::whole).toList();
        return new ObjectSource(storages, path, files);
    }

    @Override
    public int partitions() {
        return files.size();
    }

    @Override
    public String describe() {
        return "objects " + path;
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        return new ObjectCursor(storages, files.get(partition), context);
    }
}
