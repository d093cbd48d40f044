package io.tidewheel.engine.block;

import org.jspecify.annotations.Nullable;

/** A stored block cannot be read: its file is gone or damaged. Whoever has its lineage computes it again. */
public final class BlockLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BlockKey key;

    public BlockLostException(BlockKey key, @Nullable Throwable cause) {
        super("block " + key + " is lost" + (cause == null ? "" : ": " + cause.getMessage()), cause);
        this.key = key;
    }

    public BlockKey key() {
        return key;
    }
}
