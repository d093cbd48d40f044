package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.CheckedBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.error.TidewheelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strict mode: remembers what each partition's rows were when they were emitted, to find rows that somebody changed
 * between then and their reading.
 */
final class Fingerprints {
    private final long[] sums;
    private final Codecs codecs;

    Fingerprints(int partitions, Codecs codecs) {
        this.sums = new long[partitions];
        this.codecs = codecs;
    }

    void add(int partition, @Nullable Object row) {
        sums[partition] = next(sums[partition], row, codecs);
    }

    static long next(long sum, @Nullable Object row, Codecs codecs) {
        return sum * 31 + Arrays.hashCode(codecs.toBytes(row));
    }

    Block guard(int partition, Block block) {
        return new GuardedBlock(block, sums[partition], codecs);
    }

    /** A block of rows that are now as they should be. */
    static Block guard(Block block, Codecs codecs) throws Exception {
        Summing sum = new Summing(codecs);
        try (Cursor cursor = block.read()) {
            cursor.drain(sum);
        }
        return new GuardedBlock(block, sum.sum, codecs);
    }

    private static final class Summing extends Sink {
        private final Codecs codecs;
        private long sum;

        Summing(Codecs codecs) {
            this.codecs = codecs;
        }

        @Override
        public void accept(@Nullable Object row) {
            sum = next(sum, row, codecs);
        }
    }

    private static final class GuardedBlock extends CheckedBlock {
        private final long expected;
        private final Codecs codecs;

        GuardedBlock(Block block, long expected, Codecs codecs) {
            super(block);
            this.expected = expected;
            this.codecs = codecs;
        }

        @Override
        protected void check() {
            Summing found = new Summing(codecs);
            try (Cursor cursor = unchecked()) {
                cursor.drain(found);
            } catch (Exception e) {
                throw new IllegalStateException("a block cannot be read to check it", e);
            }
            if (found.sum != expected) {
                throw new TidewheelException(
                        TidewheelException.Kind.USER_FUNCTION,
                        "an object was changed after it was emitted: " + rows()
                                + " rows were handed over, and they are not what they were. A function or source kept a"
                                + " row and changed it (a reused record, a list it still adds to); emit a fresh object"
                                + " each time, or a copy");
            }
        }
    }
}
