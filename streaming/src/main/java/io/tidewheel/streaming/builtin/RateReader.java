package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SplitReader;
import java.util.function.LongUnaryOperator;

/** Rows of a range, with the time that belongs to each. */
final class RateReader implements SplitReader<RateSource.Row> {
    private final RowRange range;
    private final LongUnaryOperator millis;
    private long next;

    RateReader(RowRange range, LongUnaryOperator millis) {
        this.range = range;
        this.millis = millis;
        this.next = range.from();
    }

    @Override
    public boolean read(RowReceiver<RateSource.Row> rows, int atMost) throws Exception {
        long end = range.to() - next > atMost ? next + atMost : range.to();
        for (; next < end; next++) {
            rows.row(new RateSource.Row(millis.applyAsLong(next), next));
        }
        return next < range.to();
    }

    @Override
    public String position() {
        return "row " + Math.max(range.from(), next - 1);
    }
}
