package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.source.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rows {@code [from, to)} of a source that numbers its rows. */
record RowRange(long from, long to) {
    static RowRange of(Split split) {
        ByteBuffer payload = ByteBuffer.wrap(split.payload());
        return new RowRange(payload.getLong(), payload.getLong());
    }

    long size() {
        return to - from;
    }

    /** As equal parts as can be, at most {@code most}, none of fewer than {@code leastRows} but for the only one. */
    List<RowRange> parts(int most, int leastRows) {
        List<RowRange> parts = new ArrayList<>();
        long count = Math.max(1, Math.min(most, size() / leastRows));
        for (long i = 0; i < count && size() > 0; i++) {
            parts.add(new RowRange(bound(i, count), bound(i + 1, count)));
        }
        return parts;
    }

    /** A split for each of its {@link #parts}. */
    List<Split> cut(int most, int leastRows) {
        return parts(most, leastRows).stream().map(RowRange::split).toList();
    }

    private long bound(long part, long count) {
        return from + size() / count * part + Math.min(part, size() % count);
    }

    private Split split() {
        byte[] payload =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(from).putLong(to).array();
        return new Split("", payload, size());
    }
}
