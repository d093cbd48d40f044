package io.tidewheel.planted.programs.examples;

import io.tidewheel.planted.programs.engine.InternalScheduler;

/** An example that looks inside. */
public final class NosyProgram {
    private NosyProgram() {}

    public static int run() {
        return InternalScheduler.workers();
    }
}
