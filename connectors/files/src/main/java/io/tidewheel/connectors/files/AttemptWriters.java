package io.tidewheel.connectors.files;

import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.WriterFactory;
import java.io.IOException;

/** Opens writers in tasks. */
record AttemptWriters<T>(SinkSettings settings, Storages storages) implements WriterFactory<T> {
    @Override
    public SinkWriter<T> open(WriterTask task) throws IOException {
        String attempt = task.attempt().replaceAll("[^A-Za-z0-9_-]", "-");
        String name = task.epoch() + "-b" + task.batchId() + "-p" + task.partition() + "-" + attempt + ".staged";
        return new AttemptWriter<>(settings, new SinkDirectory(storages, settings.directory()), name);
    }
}
