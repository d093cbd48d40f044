package io.tidewheel.engine.exchange;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.memory.Reservation;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects rows in one buffer per reduce partition. When memory is refused all buffers go to one file. */
abstract class SplitWriter extends ExchangeWriter {
    private final TaskContext context;
    private final @Nullable RowBuffer[] buffers;
    private final @Nullable List<SpillSegment>[] spilled;
    private final long[] spilledRows;
    private final Reservation memory;
    private final RowSizes sizes;
    private final @Nullable Fingerprints fingerprints; // strict mode only
    private @Nullable SpillFile file;
    private long rows;
    private long checkAt;
    private boolean lent; // the row being added holds or held lent values
    private long lentBytes; // of lists in the buffers that stand for lent values
    private boolean writesThrough; // a buffer holds lent values themselves

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    SplitWriter(int partitions, TaskContext context) {
        this.context = context;
        this.buffers = new RowBuffer[partitions];
        this.spilled = new List[partitions];
        this.spilledRows = new long[partitions];
        this.memory = new Reservation(context.memory());
        this.sizes = new RowSizes(context.codecs());
        this.fingerprints = context.services().strict() ? new Fingerprints(partitions, context.codecs()) : null;
    }

    final RowBuffer buffer(int partition) {
        RowBuffer buffer = buffers[partition];
        if (buffer == null) {
            buffer = RowBuffer.ofColumns();
            buffers[partition] = buffer;
        }
        return buffer;
    }

    /** A row, or the value of one, as it can be handed over: called at most once a row, before it is added. */
    final @Nullable Object owned(@Nullable Object part) throws Exception {
        long bytes = LentValues.keptBytes(part);
        return bytes == 0 ? part : owned(part, bytes);
    }

    private @Nullable Object owned(@Nullable Object part, long bytes) throws Exception {
        lent = true;
        if (!ensure(lentBytes + bytes)) {
            spill();
        }
        if (!ensure(lentBytes + bytes)) {
            writesThrough = true; // encoding reads the values where they lie
            return part;
        }
        lentBytes += bytes;
        return LentValues.kept(part);
    }

    /** Called after each row. */
    final void added(int partition) throws Exception {
        long row = rows++;
        if (!lent && sizes.wants(row)) {
            sizes.sampleBytes(buffer(partition).lastObjectBytes(context.codecs()));
        }
        if (fingerprints != null) {
            fingerprints.add(partition, buffer(partition).last());
        }
        if (lent || row >= checkAt) {
            lent = false;
            check();
            checkAt = row + sizes.checkRows();
        }
    }

    private void check() throws Exception {
        context.checkCancelled();
        if (writesThrough || !ensure(lentBytes)) {
            spill();
        }
    }

    private boolean ensure(long lent) {
        long slots = 0;
        long buffered = 0;
        for (RowBuffer buffer : buffers) {
            if (buffer != null) {
                slots += RowBuffer.EMPTY_BYTES + buffer.slotBytes();
                buffered += buffer.rows();
            }
        }
        return memory.ensure(slots + buffered * sizes.rowBytes() + lent);
    }

    private void spill() throws Exception {
        SpillFile to = file;
        if (to == null) {
            to = context.services().spill().create("split");
            file = to;
        }
        for (int p = 0; p < buffers.length; p++) {
            RowBuffer buffer = buffers[p];
            if (buffer != null && buffer.rows() > 0) {
                List<SpillSegment> segments = spilled[p];
                if (segments == null) {
                    segments = new ArrayList<>();
                    spilled[p] = segments;
                }
                spilledRows[p] += buffer.rows();
                segments.add(buffer.spill(to, context.codecs()));
            }
        }
        memory.close();
        lentBytes = 0;
        writesThrough = false;
    }

    @Override
    public List<@Nullable Block> finish() throws Exception {
        if (file != null) {
            spill(); // memory is short: the rest would be evicted, and what lies on disk already written again with it
        }
        long buffered = 0;
        for (RowBuffer buffer : buffers) {
            buffered += buffer == null ? 0 : buffer.rows();
        }
        long rowBytes = sizes.rowBytes() + lentBytes / Math.max(1, buffered);
        List<@Nullable Block> blocks = new ArrayList<>(buffers.length);
        for (int p = 0; p < buffers.length; p++) {
            RowBuffer buffer = buffers[p];
            if (buffer == null) {
                blocks.add(null);
                continue;
            }
            List<SpillSegment> segments = spilled[p];
            Block block =
                    buffer.toBlock(segments == null ? List.of() : segments, spilledRows[p], rowBytes, context.codecs());
            blocks.add(fingerprints == null ? block : fingerprints.guard(p, block));
            buffers[p] = null;
        }
        close();
        return blocks;
    }

    @Override
    public void close() {
        SpillFile written = file;
        file = null;
        if (written != null) {
            written.finish();
            written.release(); // the blocks own it now, if there are any
        }
        memory.close();
    }
}
