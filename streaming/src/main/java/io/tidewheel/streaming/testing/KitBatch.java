package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.streaming.sink.WriterFactory.WriterTask;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of a trial. Its first partition is written twice, as tasks are that fail and are tried again. May break off.
 *
 * @param attempt of this run at this batch
 * @param breaksAfter so many rows; Long.MAX_VALUE for never
 * @param dies what breaks off is not even closed
 */
record KitBatch<T>(
        long batchId,
        long batchTimeMillis,
        long epoch,
        String attempt,
        List<List<T>> partitions,
        long breaksAfter,
        boolean dies)
        implements SinkBatch<T> {
    /** The process that wrote is no more, or the batch fails. */
    static final class BrokenOff extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenOff() {
            super("the batch broke off");
        }
    }

    @Override
    public void forEach(RowConsumer<? super T> rows) throws Exception {
        long count = 0;
        for (List<T> partition : partitions) {
            for (T row : partition) {
                breakOff(count++);
                rows.accept(ChangeKind.INSERT, row);
            }
        }
        breakOff(count);
    }

    private void breakOff(long count) throws BrokenOff {
        if (count >= breaksAfter) {
            throw new BrokenOff();
        }
    }

    @Override
    public List<byte[]> write(WriterFactory<? super T> writers) throws Exception {
        List<byte[]> results = new ArrayList<>();
        long count = 0;
        for (int i = 0; i < partitions.size(); i++) {
            List<T> rows = partitions.get(i);
            if (rows.isEmpty()) {
                continue;
            }
            if (i == 0) {
                writeHalf(writers.open(task(i, "0")), rows);
            }
            SinkWriter<? super T> writer = writers.open(task(i, "1"));
            boolean leaves = false;
            try {
                for (T row : rows) {
                    leaves = dies && count >= breaksAfter;
                    breakOff(count++);
                    writer.write(ChangeKind.INSERT, row);
                }
                results.add(writer.finish());
            } finally {
                if (!leaves) {
                    writer.close();
                }
            }
        }
        breakOff(count);
        return results;
    }

    private WriterTask task(int partition, String ofTask) {
        return new WriterTask(batchId, epoch, partition, epoch + "-" + attempt + "-" + ofTask);
    }

    private static <T> void writeHalf(SinkWriter<? super T> writer, List<T> rows) throws Exception {
        try (writer) {
            for (T row : rows.subList(0, (rows.size() + 1) / 2)) {
                writer.write(ChangeKind.INSERT, row);
            }
        }
    }
}
