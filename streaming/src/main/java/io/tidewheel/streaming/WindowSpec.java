package io.tidewheel.streaming;

import io.tidewheel.api.OutputMode;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;

/** Which windows of event time there are, for how long they stay open, and when they are given. Immutable. */
record WindowSpec(WindowShape shape, long latenessMillis, OutputMode mode) {
    boolean isSessions() {
        return shape instanceof SessionWindows;
    }
}
