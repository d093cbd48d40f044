package io.tidewheel.batch.window;

import java.math.BigInteger;
import java.time.Duration;

/**
 * Windows at equal distances: {@code [offset + n * slide, offset + n * slide + size)} for all n, negative ones too.
 *
 * @param slideMillis at most the size
 * @param paneMillis of which size and slide are multiples
 */
public record GridWindows(long sizeMillis, long slideMillis, long offsetMillis, long paneMillis)
        implements WindowShape {
    /*
     * Windows that overlap share panes: spans as long as the greatest common divisor of size and slide, of which each window
     * has whole ones only. A row is absorbed by its pane; a window is what its panes come to. [Li et al., No pane, no gain,
     * SIGMOD Record 2005]
     */

    public static GridWindows of(long sizeMillis, long slideMillis, long offsetMillis) {
        long pane = BigInteger.valueOf(sizeMillis)
                .gcd(BigInteger.valueOf(slideMillis))
                .longValue();
        return new GridWindows(sizeMillis, slideMillis, offsetMillis, pane);
    }

    public long paneStart(long millis) {
        return millis - Math.floorMod(millis - offsetMillis, paneMillis);
    }

    /** Where the first window begins that covers a time. */
    public long firstStart(long millis) {
        return lastStart(millis - sizeMillis) + slideMillis;
    }

    /** Where the last window begins that covers a time. */
    public long lastStart(long millis) {
        return millis - Math.floorMod(millis - offsetMillis, slideMillis);
    }

    @Override
    public long lastEnd(long millis) {
        return lastStart(millis) + sizeMillis;
    }

    /** True if every window is one pane. */
    public boolean isTumbling() {
        return sizeMillis == slideMillis;
    }

    @Override
    public String stateShape() {
        String panes = "panes of " + paneMillis + " ms from " + Math.floorMod(offsetMillis, paneMillis) + " ms";
        return isTumbling()
                ? panes
                : panes + " in windows of " + sizeMillis + " ms every " + slideMillis + " ms from "
                        + Math.floorMod(offsetMillis, slideMillis) + " ms";
    }

    @Override
    public String toString() {
        String from = offsetMillis == 0 ? "" : " from " + Duration.ofMillis(offsetMillis);
        return isTumbling()
                ? "tumbling windows of " + Duration.ofMillis(sizeMillis) + from
                : "sliding windows of " + Duration.ofMillis(sizeMillis) + " every " + Duration.ofMillis(slideMillis)
                        + from;
    }
}
