package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.PairReader;
import io.tidewheel.engine.block.SpillSegment;
import java.io.IOException;

/** One sorted run, read from disk. */
final class RunRows extends SortedRows {
    private final PairReader in;
    private final RowCoder coder;

    RunRows(SpillSegment run, RowCoder coder, Codecs codecs) throws IOException {
        this.in = new PairReader(run.open(), codecs);
        this.coder = coder;
    }

    @Override
    public boolean next() throws IOException {
        if (!in.next()) {
            key = null;
            value = null;
            return false;
        }
        key = in.key();
        value = in.value();
        code = coder.code(key);
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
