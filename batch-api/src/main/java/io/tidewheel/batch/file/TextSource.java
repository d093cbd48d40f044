package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.storage.InputFiles;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.util.List;

/**
 * The lines of text files, in the order of the files. A line ends with {@code \n} or {@code \r\n}; a lone {@code \r}
 * belongs to the line. A byte order mark at the beginning of a file is dropped. Plain files are cut into splits, files
 * ending in .gz and .zst are one split each.
 */
public final class TextSource extends SplitSource {
    private static final long serialVersionUID = 1L;

    private final TextOptions options;

    private TextSource(Storages storages, String path, List<FileSplit> splits, TextOptions options) {
        super(storages, path, splits);
        this.options = options;
    }

    /**
     * Lists the input.
     *
     * @param path see {@link InputFiles#list}
     * @param minPartitions how many partitions at least, as far as the bytes and the compression allow; 0 for
     *     {@code parallelism}, but then no split is made smaller than 1 MB
     */
    public static TextSource of(
            Storages storages, String path, int minPartitions, int parallelism, TextOptions options) {
        List<FileSplit> splits =
                FileSplit.plan(GivenFiles.list(storages, path), minPartitions, parallelism, options.splitBytes(), true);
        return new TextSource(storages, path, splits, options);
    }

    @Override
    public String describe() {
        return "text " + path;
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws IOException {
        return new LineCursor(storages, splits.get(partition), options, context);
    }
}
