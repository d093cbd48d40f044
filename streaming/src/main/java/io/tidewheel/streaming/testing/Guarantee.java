package io.tidewheel.streaming.testing;

import java.util.Locale;

/** What becomes of rows, whatever dies and whenever. */
public enum Guarantee {
    /** Each row is there once. */
    EXACTLY_ONCE,
    /** Each row is there; some may be there again. */
    AT_LEAST_ONCE,
    /** Rows may be missing. */
    NONE;

    /** "exactly once". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
