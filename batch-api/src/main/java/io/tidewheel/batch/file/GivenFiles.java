package io.tidewheel.batch.file;

import io.tidewheel.storage.InputFiles;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The files that a path stands for. That there are none is an empty dataset, and said once, for it is seldom meant. */
final class GivenFiles {
    private GivenFiles() {}

    /** As {@link InputFiles#list}. */
    static List<StoredFile> list(Storages storages, String path) {
        List<StoredFile> files = InputFiles.list(storages, path);
        if (files.isEmpty()) {
            LoggerFactory.getLogger(GivenFiles.class)
                    .warn(
                            "no files in {}: the dataset is empty; name a directory that holds files if that is wrong",
                            path);
        }
        return files;
    }
}
