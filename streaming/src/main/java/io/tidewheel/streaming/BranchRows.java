package io.tidewheel.streaming;

import io.tidewheel.engine.task.Parameters;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.streaming.task.WriteAction;
import io.tidewheel.streaming.task.WrittenPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/** What one sink gets of a batch. Used on the query's thread. */
final class BranchRows<T> implements SinkBatch<T> {
    private final BatchPlans plans;
    private final String branch;
    private final ChangeKind kind;
    private final List<Parameters> runs; // one for each slide of a window, else one
    private final Batch number;
    private final String description;
    private final LongConsumer counted;

    /** @param counted told how many rows there were, whenever all were read or written */
    BranchRows(
            BatchPlans plans,
            String branch,
            ChangeKind kind,
            List<Parameters> runs,
            Batch number,
            String description,
            LongConsumer counted) {
        this.plans = plans;
        this.branch = branch;
        this.kind = kind;
        this.runs = runs;
        this.number = number;
        this.description = description + ", sink '" + branch + "'";
        this.counted = counted;
    }

    @Override
    public long batchId() {
        return number.id();
    }

    @Override
    public long batchTimeMillis() {
        return number.time().toEpochMilli();
    }

    @Override
    public void forEach(RowConsumer<? super T> rows) throws Exception {
        long count = 0;
        for (Parameters run : runs) {
            for (int partition = 0; partition < plans.partitions(branch); partition++) {
                for (T row : plans.<T>rows(branch, partition, run, description)) {
                    rows.accept(kind, row);
                    count++;
                }
            }
        }
        counted.accept(count);
    }

    @Override
    public List<byte[]> write(WriterFactory<? super T> writers) {
        List<byte[]> parts = new ArrayList<>();
        long count = 0;
        WriteAction writing = new WriteAction(branch, writers, kind);
        for (WrittenPart written : plans.write(branch, writing, runs, description)) {
            WrittenPart part = Objects.requireNonNull(written);
            byte[] finished = part.finished();
            if (finished != null) {
                parts.add(finished);
            }
            count += part.rows();
        }
        counted.accept(count);
        return parts;
    }
}
