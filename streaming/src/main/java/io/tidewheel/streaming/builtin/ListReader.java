package io.tidewheel.streaming.builtin;

import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SplitReader;
import java.util.List;

/** Rows that lie in a list. */
final class ListReader<T> implements SplitReader<T> {
    private final List<T> rows;
    private final long first;
    private int next;

    /** @param first the number of the first row */
    ListReader(List<T> rows, long first) {
        this.rows = rows;
        this.first = first;
    }

    @Override
    public boolean read(RowReceiver<T> receiver, int atMost) throws Exception {
        int end = (int) Math.min(rows.size(), (long) next + atMost);
        while (next < end) {
            receiver.row(rows.get(next++));
        }
        return next < rows.size();
    }

    @Override
    public String position() {
        return "row " + (first + Math.max(0, next - 1));
    }
}
