package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.Cursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;

/** A block whose rows are looked at before anybody gets them. */
public abstract class CheckedBlock implements Block {
    private final Block block;

    protected CheckedBlock(Block block) {
        this.block = block;
    }

    /**
     * Whenever the rows are about to be given out.
     *
     * @throws RuntimeException if they are not what they should be
     */
    protected abstract void check();

    /** The rows, unchecked. */
    protected final Cursor unchecked() {
        return block.read();
    }

    @Override
    public final long rows() {
        return block.rows();
    }

    @Override
    public final long heapBytes() {
        return block.heapBytes();
    }

    @Override
    public final Cursor read() {
        check();
        return block.read();
    }

    @Override
    public final Cursor take() {
        check();
        return block.take();
    }

    @Override
    public final void encode(OutputStream out) throws IOException {
        check();
        block.encode(out);
    }

    @Override
    public final Set<Path> files() {
        return block.files();
    }

    @Override
    public final void discard() {
        block.discard();
    }
}
