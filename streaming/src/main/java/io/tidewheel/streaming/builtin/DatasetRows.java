package io.tidewheel.streaming.builtin;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.codec.Codecs;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.block.SessionFolder;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.KeepRows;
import io.tidewheel.streaming.task.KeptRows;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of a dataset, computed once and kept in a folder of this machine until they are closed. Thread-safe. */
final class DatasetRows<T> implements Closeable {
    private static final String ROWS = "rows";

    private final String name;
    private final Codecs codecs;
    private final SessionFolder folder;
    private final List<@Nullable KeptRows> partitions;

    private DatasetRows(String name, Codecs codecs, SessionFolder folder, List<@Nullable KeptRows> partitions) {
        this.name = name;
        this.codecs = codecs;
        this.folder = folder;
        this.partitions = partitions;
    }

    /** Runs a job. */
    static <T> DatasetRows<T> of(Dataset<T> dataset) throws IOException {
        SessionAccess session = SessionAccess.to(dataset.session());
        String name = dataset.name().isEmpty() ? "a dataset" : "dataset '" + dataset.name() + "'";
        String local = dataset.session().configuration().get(Keys.LOCAL_DIR);
        SessionFolder folder =
                SessionFolder.create(Path.of(local.isEmpty() ? System.getProperty("java.io.tmpdir") : local));
        try {
            Path rows = Files.createDirectory(folder.path().resolve(ROWS));
            try (PreparedPlan<KeptRows> plan = session.prepare(session.node(dataset), new KeepRows(rows.toString()))) {
                RunOptions options = RunOptions.ALL.describedAs("reading " + name + " for a stream", "", "");
                return new DatasetRows<>(name, session.codecs(), folder, plan.run(options));
            }
        } catch (IOException | RuntimeException e) {
            removeAfter(e, folder);
            throw e;
        }
    }

    private static void removeAfter(Exception failure, SessionFolder folder) {
        try {
            remove(folder);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void remove(SessionFolder folder) throws IOException {
        Path rows = folder.path().resolve(ROWS);
        if (Files.exists(rows)) {
            MoreFiles.deleteRecursively(rows, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        folder.remove();
    }

    int partitions() {
        return partitions.size();
    }

    long size(int partition) {
        return partition(partition).count();
    }

    /** About how many bytes the rows of a partition have from {@code row} on. */
    long bytesFrom(int partition, long row) {
        return partition(partition).bytesFrom(row);
    }

    /** Up to which row of a partition, at most {@code to}, those from {@code from} on have no more than so many bytes. */
    long fitting(int partition, long from, long to, long bytes) throws IOException {
        return partition(partition).fitting(from, to, bytes);
    }

    private KeptRows partition(int partition) {
        return Objects.requireNonNull(partitions.get(partition));
    }

    /** @throws TidewheelException (BAD_DATA) if a partition has not so many rows */
    void require(int partition, long rows) {
        if (partition >= partitions() || size(partition) < rows) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    name + " has " + partitions() + " partitions"
                            + (partition < partitions()
                                    ? " and " + size(partition) + " rows in partition " + partition
                                    : "")
                            + ", but the query has read " + rows + " rows of partition " + partition
                            + ": it is not the dataset that it was; give the source the same one, or start from a new"
                            + " checkpoint");
        }
    }

    /** Rows {@code [from, to)} of a partition. */
    DatasetReader<T> read(int partition, long from, long to) throws IOException {
        require(partition, to);
        return new DatasetReader<>(partition, from, to, partition(partition).from(from), codecs);
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }
}
