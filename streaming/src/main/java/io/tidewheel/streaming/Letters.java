package io.tidewheel.streaming;

import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.streaming.sink.WriterFactory.WriterTask;
import java.util.List;

/** The bad records of a batch, for the sink that takes them: few enough to lie on the driver. */
record Letters(Batch number, long epoch, String attempt, List<DeadLetter> letters) implements SinkBatch<DeadLetter> {
    @Override
    public long batchId() {
        return number.id();
    }

    @Override
    public long batchTimeMillis() {
        return number.time().toEpochMilli();
    }

    @Override
    public void forEach(RowConsumer<? super DeadLetter> rows) throws Exception {
        for (DeadLetter letter : letters) {
            rows.accept(ChangeKind.INSERT, letter);
        }
    }

    @Override
    public List<byte[]> write(WriterFactory<? super DeadLetter> writers) throws Exception {
        if (letters.isEmpty()) {
            return List.of();
        }
        try (SinkWriter<? super DeadLetter> writer = writers.open(new WriterTask(batchId(), epoch, 0, attempt))) {
            for (DeadLetter letter : letters) {
                writer.write(ChangeKind.INSERT, letter);
            }
            return List.of(writer.finish());
        }
    }
}
