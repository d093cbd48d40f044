package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Plans ranges of a dataset's partitions. */
final class DatasetDriver<T> implements SourceDriver<T> {
    private static final int LEAST_SPLIT_ROWS = 256;

    private final SourceContext context;
    private final DatasetRows<T> rows;
    private final long id;

    DatasetDriver(SourceContext context, DatasetRows<T> rows) {
        this.context = context;
        this.rows = rows;
        this.id = SourcesHere.put(rows);
    }

    /** So many rows of a partition were read, and all of those before it. */
    private record Place(int partition, long row) {
        static Place of(Offset offset) {
            String text = offset.text();
            int colon = text.indexOf(':');
            try {
                return new Place(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                throw new TidewheelException(
                        Kind.CHECKPOINT,
                        "'" + text + "' is not an offset of a dataset, such as 3:1200: the query's source was another"
                                + " before; give this one another name",
                        e);
            }
        }

        Offset offset() {
            return new Offset(partition + ":" + row);
        }
    }

    @Override
    public Offset start() {
        return new Place(0, 0).offset();
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) throws IOException {
        Place at = Place.of(from);
        refuseBeyond(at);
        List<Split> splits = new ArrayList<>();
        long left = Math.max(1, limit.rows());
        long leftBytes = limit.bytes();
        boolean isFull = false;
        while (at.partition() < rows.partitions() && left > 0 && !isFull) {
            long size = rows.size(at.partition());
            long most = at.row() + Math.min(left, size - at.row());
            long fitting = rows.fitting(at.partition(), at.row(), most, leftBytes);
            isFull = fitting < most;
            RowRange range =
                    new RowRange(at.row(), isFull && splits.isEmpty() ? Math.max(at.row() + 1, fitting) : fitting);
            long bytes = rows.bytesFrom(at.partition(), range.from()) - rows.bytesFrom(at.partition(), range.to());
            left -= range.size();
            leftBytes -= bytes;
            cut(at.partition(), range, bytes, splits);
            at = range.to() < size ? new Place(at.partition(), range.to()) : new Place(at.partition() + 1, 0);
        }
        return splits.isEmpty()
                ? SourcePlan.nothing(from)
                : new SourcePlan(at.offset(), splits, behindRows(at), behindBytes(at));
    }

    private void refuseBeyond(Place at) {
        boolean isEnd = at.partition() == rows.partitions() && at.row() == 0;
        if (!isEnd) {
            rows.require(at.partition(), at.row());
        }
    }

    private void cut(int partition, RowRange range, long bytes, List<Split> splits) {
        double bytesOfRow = Math.max(1, bytes) / (double) Math.max(1, range.size());
        for (RowRange part : range.parts(context.parallelism(), LEAST_SPLIT_ROWS)) {
            byte[] payload = ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                    .putInt(partition)
                    .putLong(part.from())
                    .putLong(part.to())
                    .array();
            splits.add(new Split("partition " + partition, payload, Math.round(part.size() * bytesOfRow)));
        }
    }

    private long behindBytes(Place at) {
        long behind = 0;
        for (int partition = at.partition(); partition < rows.partitions(); partition++) {
            behind += rows.bytesFrom(partition, partition == at.partition() ? at.row() : 0);
        }
        return behind;
    }

    private long behindRows(Place at) {
        long behind = -at.row();
        for (int partition = at.partition(); partition < rows.partitions(); partition++) {
            behind += rows.size(partition);
        }
        return behind;
    }

    @Override
    public boolean freezeEnd() {
        return true; // nothing is ever added
    }

    @Override
    public boolean wakes() {
        return true; // there is nothing to wake for
    }

    @Override
    public SplitFormat<T> format() {
        return new Format<>(id);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private record Format<T>(long id) implements SplitFormat<T> {
        @Override
        public SplitReader<T> open(Split split) throws IOException {
            @SuppressWarnings("unchecked") // the format was made by the driver of these rows
            DatasetRows<T> rows = (DatasetRows<T>) SourcesHere.get(id, "dataset");
            ByteBuffer payload = ByteBuffer.wrap(split.payload());
            int partition = payload.getInt();
            long from = payload.getLong();
            return rows.read(partition, from, payload.getLong());
        }
    }
}
