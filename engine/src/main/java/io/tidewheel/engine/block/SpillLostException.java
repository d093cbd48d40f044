package io.tidewheel.engine.block;

import java.io.IOException;
import java.nio.file.Path;

/** A spill file is gone or damaged: what was written there must be computed again. */
public final class SpillLostException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    SpillLostException(Path file, IOException cause) {
        super("spill file " + file + " cannot be read back (" + cause + "); its rows are computed again", cause);
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
