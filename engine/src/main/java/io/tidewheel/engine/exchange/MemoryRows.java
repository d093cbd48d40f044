package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.PairRows;
import io.tidewheel.engine.cursor.Sink;

/** Sorted rows that lie in memory. */
final class MemoryRows {
    private MemoryRows() {}

    /** Each number holds a code above and the number of a row below. */
    static final class Narrow extends SortedRows {
        private final PairRows rows;
        private final long[] numbers;
        private final int count;
        private int at;

        Narrow(PairRows rows, long[] numbers, int count) {
            this.rows = rows;
            this.numbers = numbers;
            this.count = count;
        }

        @Override
        public boolean next() {
            if (at == count) {
                return false;
            }
            long number = numbers[at++];
            code = number >>> 32;
            int row = (int) number;
            key = rows.key(row);
            value = rows.value(row);
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

        @Override
        public long estimatedRows() {
            return (long) count - at;
        }

        @Override
        long given() {
            return at;
        }
    }

    static final class Wide extends SortedRows {
        private final PairRows rows;
        private final long[] codes;
        private final int[] indexes;
        private final int count;
        private int at;

        Wide(PairRows rows, long[] codes, int[] indexes, int count) {
            this.rows = rows;
            this.codes = codes;
            this.indexes = indexes;
            this.count = count;
        }

        @Override
        public boolean next() {
            if (at == count) {
                return false;
            }
            code = codes[at];
            int row = indexes[at++];
            key = rows.key(row);
            value = rows.value(row);
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

        @Override
        public long estimatedRows() {
            return (long) count - at;
        }

        @Override
        long given() {
            return at;
        }
    }
}
