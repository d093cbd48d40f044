package io.tidewheel.engine.cursor;

import org.jspecify.annotations.Nullable;

/** Whether a chain of sinks still wants rows. Set by the task's thread; a limit inside a chain hangs its own below. */
public final class Signal {
    private final @Nullable Signal down;
    private boolean done;

    public Signal(@Nullable Signal down) {
        this.down = down;
    }

    public boolean done() {
        return done || (down != null && down.done());
    }

    public void finish() {
        done = true;
    }
}
