package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Sink;

/** The keys and accumulators of a sorted table. */
final class TableRows extends SortedRows {
    private final CombineTable table;
    private int slot;

    TableRows(CombineTable table) {
        this.table = table;
    }

    @Override
    public boolean next() {
        int length = table.hashes.length;
        while (slot < length) {
            int at = slot++;
            Object found = table.slots[2 * at];
            if (found != null) {
                code = codeOf(table.hashes[at]);
                key = found == CombineTable.NULL_KEY ? null : found;
                value = table.slots[2 * at + 1];
                return true;
            }
        }
        return false;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        Object[] slots = table.slots;
        int at = slot;
        while (2 * at < slots.length && !sink.done()) {
            Object found = slots[2 * at];
            if (found != null) {
                Object accumulator = slots[2 * at + 1];
                at++;
                slot = at;
                sink.accept(found == CombineTable.NULL_KEY ? null : found, accumulator);
            } else {
                at++;
            }
        }
        slot = at;
    }

    @Override
    public long estimatedRows() {
        return table.size;
    }

    @Override
    long given() {
        long rows = 0;
        for (int i = 0; i < slot; i++) {
            rows += table.slots[2 * i] == null ? 0 : 1;
        }
        return rows;
    }
}
