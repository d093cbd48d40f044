package io.tidewheel.engine.schedule;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockKey;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.stage.WatchedRows;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Strict mode: a cached block that finds out, whenever it is read again, that a reader has changed its rows. */
record StrictBlock(RowBlock block, BlockKey key, List<byte @Nullable []> bytes, Codecs codecs) implements Block {
    /** Of rows that are now as they should be. */
    static Block of(RowBlock block, BlockKey key, Codecs codecs) throws Exception {
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

    private void check() {
        List<Integer> changed = new ArrayList<>();
        try (Cursor rows = block.read()) {
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

    @Override
    public long rows() {
        return block.rows();
    }

    @Override
    public long heapBytes() {
        return block.heapBytes();
    }

    @Override
    public Cursor read() {
        check();
        return block.read();
    }

    @Override
    public Cursor take() {
        check();
        return block.take();
    }

    @Override
    public void encode(OutputStream out) throws IOException {
        check();
        block.encode(out);
    }

    @Override
    public Set<Path> files() {
        return block.files();
    }

    @Override
    public void discard() {
        block.discard();
    }
}
