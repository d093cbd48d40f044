package io.tidewheel.streaming.builtin;

import io.tidewheel.api.Dataset;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rows of a dataset as a stream, partition after partition, in as many batches as the query's limit of rows makes of
 * them: a job is tried as a stream on what a batch has, or a stream begins with history. Ends where the dataset does, and
 * {@link io.tidewheel.streaming.Trigger#availableNow} ends the query there.
 *
 * <p>An offset is a partition and how many of its rows were read, "3:1200". It means the same after a restart if the
 * dataset gives the same rows in the same order when it is described anew, as every dataset does whose input is the same;
 * one that has become shorter is refused.
 *
 * <p>The dataset is computed once in each run, when the query starts, and its rows are kept in {@code tidewheel.local.dir}
 * until the run ends: they take disk space but no memory, and must be of types that codecs know. Each batch reads fresh
 * objects. Used in the process that made the dataset, while its session is open. Immutable.
 */
public final class DatasetSource<T> implements StreamSource<T> {
    private final Dataset<T> dataset;

    private DatasetSource(Dataset<T> dataset) {
        this.dataset = dataset;
    }

    public static <T> DatasetSource<T> of(Dataset<T> dataset) {
        Given.argument("DatasetSource.of", "dataset", dataset);
        return new DatasetSource<>(dataset);
    }

    @Override
    public String describe() {
        String name = dataset.name();
        return "a dataset" + (name.isEmpty() ? "" : " '" + name + "'") + " in " + dataset.partitionCount()
                + " partitions";
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.ROWS, SourceLimit.Unit.BYTES);
    }

    @Override
    public SourceDriver<T> open(SourceContext context) throws IOException {
        return new DatasetDriver<>(context, DatasetRows.of(dataset));
    }
}
