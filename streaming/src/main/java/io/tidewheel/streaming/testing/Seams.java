package io.tidewheel.streaming.testing;

import io.tidewheel.storage.Storage;
import io.tidewheel.streaming.sink.TwoPhaseSink;

/** Where a test plants a bug, to see whether a simulation finds it. */
interface Seams {
    /** No bugs but our own. */
    Seams NONE = new Seams() {};

    /** What a process makes of its disk. */
    default Storage storage(Storage disk) {
        return disk;
    }

    /** What it makes of a sink. */
    default <T> TwoPhaseSink<T> twoPhase(TwoPhaseSink<T> sink) {
        return sink;
    }
}
