package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.PairRows;
import io.tidewheel.engine.cursor.Sink;

/** Sorted rows that lie in memory. Each kind has loops of its own, in which nothing is called to find a row. */
abstract class MemoryRows extends SortedRows {
    final PairRows rows;
    final int count;
    int at;

    private MemoryRows(PairRows rows, int count) {
        this.rows = rows;
        this.count = count;
    }

    /** The current row is this one. */
    final void be(int row, long rowCode) {
        code = rowCode;
        key = rows.key(row);
        value = rows.value(row);
    }

    @Override
    public final long estimatedRows() {
        return (long) count - at;
    }

    @Override
    final long given() {
        return at;
    }

    /** Each number holds a code above and the number of a row below. */
    static final class Narrow extends MemoryRows {
        private final long[] numbers;

        Narrow(PairRows rows, long[] numbers, int count) {
            super(rows, count);
            this.numbers = numbers;
        }

        @Override
        public boolean next() {
            if (at == count) {
                return false;
            }
            long number = numbers[at++];
            be((int) number, number >>> 32);
            return true;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            boolean keys = sink.readsKeys();
            boolean values = sink.readsValues();
            while (at < count && !sink.done()) {
                int row = (int) numbers[at++];
                sink.accept(keys ? rows.key(row) : null, values ? rows.value(row) : null);
            }
        }
    }

    static final class Wide extends MemoryRows {
        private final long[] codes;
        private final int[] indexes;

        Wide(PairRows rows, long[] codes, int[] indexes, int count) {
            super(rows, count);
            this.codes = codes;
            this.indexes = indexes;
        }

        @Override
        public boolean next() {
            if (at == count) {
                return false;
            }
            be(indexes[at], codes[at++]);
            return true;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            boolean keys = sink.readsKeys();
            boolean values = sink.readsValues();
            while (at < count && !sink.done()) {
                int row = indexes[at++];
                sink.accept(keys ? rows.key(row) : null, values ? rows.value(row) : null);
            }
        }
    }
}
