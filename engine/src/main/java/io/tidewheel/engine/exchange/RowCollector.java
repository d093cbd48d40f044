package io.tidewheel.engine.exchange;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows, in their order, in the task's memory. When that is refused it writes what there is to disk and goes on,
 * or, without a disk, wants no more. Used by one task, once.
 */
public final class RowCollector {
    private static final int CHECK_ROWS = 512;

    private final TaskContext context;
    private final boolean usesDisk;
    private final String name;
    private final RowBuffer buffer = new RowBuffer();
    private final List<SpillSegment> segments = new ArrayList<>();
    private @Nullable SpillFile file;
    private long spilledRows;
    private long held; // bytes taken from the task's memory
    private long sampled;
    private long sampledBytes;
    private long lentBytes; // of lists in the buffer that stand for lent values
    private boolean refused;

    /** @param name of its file, if it needs one */
    public RowCollector(TaskContext context, boolean usesDisk, String name) {
        this.context = context;
        this.usesDisk = usesDisk;
        this.name = name;
    }

    /** Reads {@code rows} to their end, or until it wants no more. The memory stays taken until {@link #release}. */
    public RowBlock collect(Cursor rows) throws Exception {
        try {
            rows.drain(new Collecting());
            if (file != null) {
                file.finish();
            }
            return buffer.toBlock(
                    segments, spilledRows, rowBytes() + lentBytes / Math.max(1, buffer.rows()), context.codecs());
        } finally {
            if (file != null) {
                file.release(); // from here on it is the block's
            }
        }
    }

    /** True if there may be more rows, for which there was no room. */
    public boolean isRefused() {
        return refused;
    }

    /** Gives back the memory: the rows are gone, or somebody else accounts for them. Twice does nothing. */
    public void release() {
        context.memory().release(held);
        held = 0;
    }

    private long rowBytes() {
        return sampled == 0 ? 0 : sampledBytes / sampled;
    }

    private final class Collecting extends Sink {
        private boolean lent; // the row being added holds or held lent values
        private boolean writesThrough; // the buffer holds lent values themselves
        private int untilCheck = CHECK_ROWS;

        @Override
        public void accept(@Nullable Object row) throws Exception {
            Object own = owned(row);
            buffer.add(own);
            added();
        }

        @Override
        public void accept(@Nullable Object rowKey, @Nullable Object value) throws Exception {
            Object ownKey = LentValues.kept(rowKey);
            Object ownValue = owned(value);
            buffer.add(ownKey, ownValue);
            added();
        }

        @Override
        public void acceptLong(long row) throws Exception {
            buffer.addLong(row);
            added();
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            buffer.addDouble(row);
            added();
        }

        private @Nullable Object owned(@Nullable Object part) throws Exception {
            long bytes = LentValues.keptBytes(part);
            return bytes == 0 ? part : owned(part, bytes);
        }

        /** Values for which there is no memory stay where they lie: they are written from there, or read once more. */
        private @Nullable Object owned(@Nullable Object part, long bytes) throws Exception {
            lent = true;
            if (!ensure(lentBytes + bytes) && usesDisk) {
                full();
            }
            if (ensure(lentBytes + bytes)) {
                lentBytes += bytes;
                return LentValues.kept(part);
            }
            writesThrough = true;
            return part;
        }

        private void added() throws Exception {
            if (lent) {
                lent = false;
                context.checkCancelled();
                if (writesThrough) {
                    full();
                }
            } else if (sampled == 0 || --untilCheck == 0) {
                untilCheck = CHECK_ROWS;
                context.checkCancelled();
                sampled++;
                sampledBytes += context.codecs().heapBytes(buffer.last());
                if (!ensure(lentBytes)) {
                    full();
                }
            }
        }

        private boolean ensure(long lentNow) {
            long missing = buffer.slotBytes() + (buffer.rows() + CHECK_ROWS) * rowBytes() + lentNow - held;
            if (missing <= 0) {
                return true;
            }
            boolean granted = context.memory().acquire(missing);
            held += granted ? missing : 0;
            return granted;
        }

        private void full() throws Exception {
            if (usesDisk) {
                if (file == null) {
                    file = context.services().spill().create(name);
                }
                spilledRows += buffer.rows();
                segments.add(buffer.spill(file, context.codecs()));
                release();
                lentBytes = 0;
                writesThrough = false;
            } else {
                refused = true;
                signal.finish();
            }
        }
    }
}
