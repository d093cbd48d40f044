package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import java.nio.ByteBuffer;
import java.util.List;

/** Rows by the clock. An offset is "start+rows": when the query first began, and how many rows it has had. */
final class RatePerSecond implements SourceDriver<RateSource.Row> {
    private static final int LEAST_SPLIT_ROWS = 10_000;

    private final SourceContext context;
    private final RateCurve curve;
    private long frozenMillis = Long.MAX_VALUE;

    RatePerSecond(SourceContext context, RateCurve curve) {
        this.context = context;
        this.curve = curve;
    }

    @Override
    public Offset start() {
        return offset(context.clock().epochMillis(), 0);
    }

    private static Offset offset(long startMillis, long rows) {
        return new Offset(startMillis + "+" + rows);
    }

    @Override
    public SourcePlan plan(Offset from, SourceLimit limit) {
        long[] place = place(from);
        long startMillis = place[0];
        long begin = place[1];
        long now = Math.min(frozenMillis, context.clock().epochMillis());
        long due = Math.max(begin, curve.rowsAt(now - startMillis));
        long to = begin + Math.min(Math.max(1, limit.rows()), due - begin);
        if (to == begin) {
            return SourcePlan.nothing(from);
        }
        List<Split> splits = new RowRange(begin, to)
                .cut(context.parallelism(), LEAST_SPLIT_ROWS).stream()
                        .map(split -> withStart(split, startMillis))
                        .toList();
        return new SourcePlan(offset(startMillis, to), splits, due - to, -1);
    }

    /** When the query first began, and how many rows it has had. */
    private long[] place(Offset from) {
        int plus = from.text().indexOf('+', 1);
        try {
            return new long[] {
                Long.parseLong(from.text().substring(0, plus)),
                Long.parseLong(from.text().substring(plus + 1))
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw NumberedOffset.foreign(from, "a time and a number such as 1767225600000+1200", context, e);
        }
    }

    private static Split withStart(Split split, long startMillis) {
        ByteBuffer payload = ByteBuffer.allocate(split.payload().length + Long.BYTES);
        return new Split("", payload.put(split.payload()).putLong(startMillis).array(), split.weight());
    }

    @Override
    public boolean freezeEnd() {
        frozenMillis = context.clock().epochMillis();
        return true;
    }

    @Override
    public SplitFormat<RateSource.Row> format() {
        return new Format(curve);
    }

    private record Format(RateCurve curve) implements SplitFormat<RateSource.Row> {
        @Override
        public SplitReader<RateSource.Row> open(Split split) {
            long startMillis = ByteBuffer.wrap(split.payload()).getLong(2 * Long.BYTES);
            return new RateReader(RowRange.of(split), value -> startMillis + curve.millisOf(value));
        }
    }
}
