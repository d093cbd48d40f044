package io.tidewheel.batch.window;

import java.time.Duration;

/** Windows of rows that follow each other closely. */
public record SessionWindows(long gapMillis) implements WindowShape {
    @Override
    public long lastEnd(long millis) {
        return millis + gapMillis;
    }

    @Override
    public String stateShape() {
        return "sessions";
    }

    @Override
    public String toString() {
        return "sessions with gaps of " + Duration.ofMillis(gapMillis);
    }
}
