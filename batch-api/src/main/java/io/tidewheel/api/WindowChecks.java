package io.tidewheel.api;

import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.plan.Given;
import java.time.Duration;

/** What windows are given is checked where they are described, in a batch as in a stream. */
final class WindowChecks {
    private WindowChecks() {}

    static void lateness(Duration lateness) {
        Given.argument("allowedLateness", "lateness", lateness);
        Checks.argument(
                !lateness.isNegative() && lateness.compareTo(WindowShape.LONGEST) <= 0,
                "allowedLateness was given %s; give zero or more, and at most %s",
                lateness,
                WindowShape.LONGEST);
    }

    static void mode(OutputMode mode, WindowShape windows) {
        Given.argument("outputMode", "mode", mode);
        Checks.argument(
                mode != OutputMode.UPDATE || !(windows instanceof SessionWindows),
                "outputMode(UPDATE) was called on %s, which merge: the update of one would have to take back others;"
                        + " use APPEND, which gives each session once it has ended",
                windows);
    }
}
