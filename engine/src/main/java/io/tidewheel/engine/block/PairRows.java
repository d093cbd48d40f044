package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keyed rows in memory, each found by a number: rows appended one by one, and chunks taken over as they are. */
public final class PairRows {
    private static final int FIRST_ROWS = 8;
    private static final int ROW_MASK = PairChunk.MOST_ROWS - 1;
    private static final int MOST_CHUNKS = 1 << (31 - PairChunk.ROW_BITS);

    private final PairLayout layout = new PairLayout(false);
    private PairChunk[] chunks = new PairChunk[4];
    private int count;
    private long sealedBytes; // of all chunks but the open one
    private @Nullable PairChunk open; // takes the rows that are appended
    private int openBase;
    private int nextRows = FIRST_ROWS;

    /** Takes a row and gives its number. Not to be called if {@link #isFull}. */
    public int add(@Nullable Object key, @Nullable Object value) {
        PairChunk last = open;
        if (last != null && last.add(key, value)) {
            return openBase + last.rows() - 1;
        }
        PairChunk next = layout.next(last, key, value, nextRows);
        sealedBytes += last == null ? 0 : last.bytes();
        nextRows = Math.min(PairChunk.MOST_ROWS, 2 * nextRows);
        open = next;
        openBase = append(next);
        return openBase;
    }

    /** Takes a whole chunk and gives the number of its first row; the others follow. Not to be called if {@link #isFull}. */
    public int add(PairChunk chunk) {
        sealedBytes += chunk.bytes();
        return append(chunk);
    }

    private int append(PairChunk chunk) {
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * count);
        }
        chunks[count] = chunk;
        return count++ << PairChunk.ROW_BITS;
    }

    /** True if there may be no number for the next row. */
    public boolean isFull() {
        return count == MOST_CHUNKS;
    }

    public @Nullable Object key(int number) {
        return chunks[number >>> PairChunk.ROW_BITS].key(number & ROW_MASK);
    }

    public @Nullable Object value(int number) {
        return chunks[number >>> PairChunk.ROW_BITS].value(number & ROW_MASK);
    }

    /** Bytes of the chunks, without the objects that they refer to. */
    public long bytes() {
        PairChunk last = open;
        return sealedBytes + (last == null ? 0 : last.bytes());
    }

    /** Estimated bytes of the objects that are referred to for a row. */
    public long objectBytes(int number, Codecs codecs) {
        return chunks[number >>> PairChunk.ROW_BITS].objectBytes(number & ROW_MASK, codecs);
    }
}
