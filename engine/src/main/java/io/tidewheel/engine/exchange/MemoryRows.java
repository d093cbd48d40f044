package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Sink;
import org.jspecify.annotations.Nullable;

/** Sorted rows that lie in memory. */
final class MemoryRows {
    private MemoryRows() {}

    /** Each number holds a code above and a row number below. */
    static final class Narrow extends SortedRows {
        private final @Nullable Object[] slots;
        private final long[] numbers;
        private final int count;
        private int at;

        Narrow(@Nullable Object[] slots, long[] numbers, int count) {
            this.slots = slots;
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
            int slot = 2 * (int) number;
            key = slots[slot];
            value = slots[slot + 1];
            return true;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (at < count && !sink.done()) {
                int slot = 2 * (int) numbers[at++];
                sink.accept(slots[slot], slots[slot + 1]);
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
        private final @Nullable Object[] slots;
        private final long[] codes;
        private final int[] indexes;
        private final int count;
        private int at;

        Wide(@Nullable Object[] slots, long[] codes, int[] indexes, int count) {
            this.slots = slots;
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
            int slot = 2 * indexes[at++];
            key = slots[slot];
            value = slots[slot + 1];
            return true;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (at < count && !sink.done()) {
                int slot = 2 * indexes[at++];
                sink.accept(slots[slot], slots[slot + 1]);
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
