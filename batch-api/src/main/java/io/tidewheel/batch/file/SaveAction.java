package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import java.util.UUID;

/** Writes one partition to a file of this attempt alone, and gives the file's name. */
record SaveAction(Storages storages, String attempts, RowFormat format) implements Action<String> {
    @Override
    public String name() {
        return format.name();
    }

    @Override
    public String run(Cursor rows, TaskContext context) throws Exception {
        // The attempt's number alone is not enough: a backend may run one attempt twice.
        String name = "part-" + context.partition() + "-" + UUID.randomUUID();
        String path = Storage.child(attempts, name);
        Storage storage = storages.of(path);
        context.onCompletion(failure -> {
            if (failure != null) {
                storage.delete(path);
            }
        });
        try (PartFile out = PartFile.create(storage, path)) {
            try (FileSink sink = format.open(out, context.codecs())) {
                rows.drain(sink);
            }
            out.sync();
        }
        return name;
    }
}
