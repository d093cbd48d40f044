package io.tidewheel.engine.exchange;

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

    /** Called after each row. */
    final void added(int partition) throws Exception {
        long row = rows++;
        if (sizes.wants(row)) {
            sizes.sampleBytes(buffer(partition).lastObjectBytes(context.codecs()));
        }
        if (fingerprints != null) {
            fingerprints.add(partition, buffer(partition).last());
        }
        if (row >= checkAt) {
            check();
            checkAt = row + sizes.checkRows();
        }
    }

    private void check() throws Exception {
        context.checkCancelled();
        long slots = 0;
        long buffered = 0;
        for (RowBuffer buffer : buffers) {
            if (buffer != null) {
                slots += buffer.slotBytes();
                buffered += buffer.rows();
            }
        }
        if (!memory.ensure(slots + buffered * sizes.rowBytes())) {
            spill();
        }
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
    }

    @Override
    public List<@Nullable Block> finish() throws Exception {
        if (file != null) {
            spill(); // memory is short: the rest would be evicted, and what lies on disk already written again with it
        }
        List<@Nullable Block> blocks = new ArrayList<>(buffers.length);
        for (int p = 0; p < buffers.length; p++) {
            RowBuffer buffer = buffers[p];
            if (buffer == null) {
                blocks.add(null);
                continue;
            }
            List<SpillSegment> segments = spilled[p];
            Block block = buffer.toBlock(
                    segments == null ? List.of() : segments, spilledRows[p], sizes.rowBytes(), context.codecs());
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
