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
        return parts(most, leastRows).stream()
                .map(part -> part.split(part.size()))
                .toList();
    }

    private long bound(long part, long count) {
        return from + size() / count * part + Math.min(part, size() % count);
    }

    /** As {@link #cut(int, int)}, weighed in bytes, of which all its rows have so many. */
    List<Split> cut(int most, int leastRows, long bytes) {
        double bytesOfRow = bytes / (double) Math.max(1, size());
        return parts(most, leastRows).stream()
                .map(part -> part.split(Math.round(part.size() * bytesOfRow)))
                .toList();
    }

    private Split split(long weight) {
        byte[] payload =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(from).putLong(to).array();
        return new Split("", payload, weight);
    }
}
