package io.tidewheel.planted.programs.engine;

/** What a program must not use. */
public final class InternalScheduler {
    private InternalScheduler() {}

    public static int workers() {
        return 1;
    }
}
