package io.tidewheel.checkpoint.journal;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/** How what is broken in a checkpoint or a row log is told: file, record, byte, and what was found. */
final class Damage {
    private Damage() {}

    static TidewheelException at(String file, long record, long at, String found) {
        return of(file, "record " + record + " at byte " + at + ": " + found);
    }

    static TidewheelException of(String file, String found) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                file + " is damaged, " + found + "; restore the directory from a copy, or start with a new one");
    }

    static TidewheelException newer(String file, String found, String expected) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                file + " " + found + ", but this version of Tidewheel reads " + expected
                        + "; run the version that wrote it, or a later one");
    }

    static TidewheelException missing(String file, String what) {
        return new TidewheelException(
                Kind.CHECKPOINT,
                file + " is missing, which holds " + what
                        + "; restore the directory from a copy, or start with a new one");
    }
}
