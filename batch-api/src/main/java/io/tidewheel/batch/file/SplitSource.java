package io.tidewheel.batch.file;

import io.tidewheel.engine.plan.Source;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Files of which each partition is a split. */
abstract class SplitSource implements Source {
    private static final long serialVersionUID = 1L;

    final Storages storages;
    final String path;
    final List<FileSplit> splits;

    SplitSource(Storages storages, String path, List<FileSplit> splits) {
        this.storages = storages;
        this.path = path;
        this.splits = List.copyOf(splits);
    }

    @Override
    public final int partitions() {
        return splits.size();
    }

    @Override
    public final List<String> preferredLocations(int partition) {
        FileSplit split = splits.get(partition);
        try {
            return storages.of(split.file().path()).hosts(split.file(), split.start(), split.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
