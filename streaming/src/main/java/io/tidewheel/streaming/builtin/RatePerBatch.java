package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;

/** As many rows for each batch. An offset is how many batches there were. */
final class RatePerBatch implements SourceDriver<RateSource.Row> {
    private static final int LEAST_SPLIT_ROWS = 10_000;

    private final SourceContext context;
    private final long rows;
    private final long startMillis;
    private final long advanceMillis;
    private boolean frozen;
    private long end = -1; // once frozen: after the next batch

    RatePerBatch(SourceContext context, long rows, long startMillis, long advanceMillis) {
        this.context = context;
        this.rows = rows;
        this.startMillis = startMillis;
        this.advanceMillis = advanceMillis;
    }

    @Override
    public Offset start() {
        return new Offset("0");
    }

    /** There is always one more batch; "what is there now" is taken to be one. */
    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) {
        long batch = NumberedOffset.number(from, context);
        if (frozen && end < 0) {
            end = batch + 1;
        }
        if (frozen && batch >= end) {
            return SourcePlan.nothing(from);
        }
        RowRange range = new RowRange(batch * rows, (batch + 1) * rows);
        return new SourcePlan(
                new Offset(Long.toString(batch + 1)), range.cut(context.parallelism(), LEAST_SPLIT_ROWS), 0, -1);
    }

    @Override
    public boolean freezeEnd() {
        frozen = true;
        return true;
    }

    @Override
    public SplitFormat<RateSource.Row> format() {
        return new Format(rows, startMillis, advanceMillis);
    }

    private record Format(long rows, long startMillis, long advanceMillis) implements SplitFormat<RateSource.Row> {
        @Override
        public SplitReader<RateSource.Row> open(Split split) {
            return new RateReader(RowRange.of(split), value -> startMillis + value / rows * advanceMillis);
        }
    }
}
