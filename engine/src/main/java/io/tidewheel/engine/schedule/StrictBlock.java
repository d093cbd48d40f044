package io.tidewheel.engine.schedule;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey;
import io.tidewheel.engine.block.CheckedBlock;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.stage.WatchedRows;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strict mode: a cached block that finds out, whenever it is read again, that a reader has changed its rows. */
final class StrictBlock extends CheckedBlock {
    private final BlockKey key;
    private final List<byte @Nullable []> bytes;
    private final Codecs codecs;

    private StrictBlock(RowBlock block, BlockKey key, List<byte @Nullable []> bytes, Codecs codecs) {
        super(block);
        this.key = key;
        this.bytes = bytes;
        this.codecs = codecs;
    }

    /** Of rows that are now as they should be. */
    static StrictBlock of(RowBlock block, BlockKey key, Codecs codecs) throws Exception {
        List<byte @Nullable []> bytes = new ArrayList<>();
        try (Cursor rows = block.read()) {
            rows.drain(new Sink() {
                @Override
                public void accept(@Nullable Object row) {
                    bytes.add(WatchedRows.bytes(row, codecs));
                }
            });
        }
        return new StrictBlock(block, key, bytes, codecs);
    }

    @Override
    protected void check() {
        List<Integer> changed = new ArrayList<>();
        try (Cursor rows = unchecked()) {
            rows.drain(new Sink() {
                private int row;

                @Override
                public void accept(@Nullable Object now) {
                    if (WatchedRows.isChanged(now, bytes.get(row), codecs)) {
                        changed.add(row);
                    }
                    row++;
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(key + " cannot be read to check it", e);
        }
        if (!changed.isEmpty()) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    key + " is not what was cached: element " + changed.get(0) + " and " + (changed.size() - 1)
                            + " more of its " + rows()
                            + " were changed by a function that read them, so that every later"
                            + " reader sees the change; change a copy, or emit a new object");
        }
    }
}
