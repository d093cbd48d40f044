package io.tidewheel.launcher;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Progress as lines, for logs and pipes: at most one in two seconds, and the last one. */
final class LineDisplay implements Progress.Display {
    private static final long PAUSE_NANOS = 2_000_000_000;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long last;
    private boolean isFirst = true;
    private int lastDone = -1;

    LineDisplay(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(String job, int done, int total) {
        long now = nanoTime.getAsLong();
        boolean isDue = isFirst || done == total || now - last >= PAUSE_NANOS;
        if (isDue && done != lastDone) {
            isFirst = false;
            lastDone = done;
            last = now;
            out.println(job + ": " + done + " of " + total + " tasks");
        }
    }

    @Override
    public void clear() {
        isFirst = true;
        lastDone = -1;
    }
}
