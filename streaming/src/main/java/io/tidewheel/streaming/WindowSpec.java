package io.tidewheel.streaming;

import io.tidewheel.api.OutputMode;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.streaming.task.BatchParameters;

/** Which windows of event time there are, for how long they stay open, and when they are given. Immutable. */
record WindowSpec(WindowShape shape, long latenessMillis, OutputMode mode) {
    /** Where windows end that are over, allowed lateness included, when the watermark is somewhere. */
    long finishedMillis(long watermarkMillis) {
        return watermarkMillis == BatchParameters.NO_WATERMARK ? watermarkMillis : watermarkMillis - latenessMillis;
    }

    boolean isSessions() {
        return shape instanceof SessionWindows;
    }
}
