package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.PairWriter;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that were not combined, of one partition, in the order of arrival. */
final class PassedRows {
    private final Codecs codecs;
    private final RowBuffer buffer = new RowBuffer();
    private final List<SpillSegment> segments = new ArrayList<>();
    private long spilledRows;

    PassedRows(Codecs codecs) {
        this.codecs = codecs;
    }

    void add(@Nullable Object key, @Nullable Object accumulator) {
        buffer.add(key, accumulator);
    }

    long bytes(long rowBytes) {
        return buffer.slotBytes() + buffer.rows() * rowBytes;
    }

    void spill(SpillFile file) throws Exception {
        if (buffer.rows() > 0) {
            spilledRows += buffer.rows();
            segments.add(buffer.spill(file, codecs));
        }
    }

    /** So many combined rows, then these. */
    RowBlock toBlock(SortedRows combined, long combinedRows, long rowBytes, Supplier<SpillFile> file) throws Exception {
        List<SpillSegment> all = new ArrayList<>();
        if (segments.isEmpty()) {
            RowBuffer joined = new RowBuffer();
            while (combined.next()) {
                joined.add(combined.key, combined.value);
            }
            joined.append(buffer);
            return joined.toBlock(rowBytes, codecs);
        }
        all.add(file.get().append(out -> {
            PairWriter writer = new PairWriter(out, codecs);
            while (combined.next()) {
                writer.write(combined.key, combined.value);
            }
            writer.finish();
        }));
        spill(file.get()); // memory is short: the rest would be evicted, and what lies on disk written again with it
        all.addAll(segments);
        return buffer.toBlock(all, spilledRows + combinedRows, rowBytes, codecs);
    }
}
