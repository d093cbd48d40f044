package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows appended one by one, in the order and lane in which they come: keys with values need no pair, longs and doubles
 * no box. Used by one thread; who fills it accounts for its memory.
 */
public final class RowBuffer {
    /*
     * Chunks begin small, for a task may fill very many buffers with a few rows each, and double up to a size that every
     * collector allocates in its young generation. A row of another lane than the last begins a new chunk.
     */
    private static final int FIRST_SLOTS = 16;
    private static final int MOST_SLOTS = 1 << 14;

    private final List<Chunk> chunks = new ArrayList<>();
    private Lane lane = Lane.OBJECTS;
    private @Nullable Object[] objects = {};
    private long[] longs = {};
    private double[] doubles = {};
    private int at; // next free slot of the current chunk
    private int end; // slots of the current chunk
    private int nextSlots = FIRST_SLOTS;
    private long sealedRows;
    private long slotBytes;

    public void add(@Nullable Object row) {
        if (lane != Lane.OBJECTS || at == end) {
            begin(Lane.OBJECTS);
        }
        objects[at++] = row;
    }

    public void add(@Nullable Object key, @Nullable Object value) {
        if (lane != Lane.PAIRS || at == end) {
            begin(Lane.PAIRS);
        }
        objects[at] = key;
        objects[at + 1] = value;
        at += 2;
    }

    public void addLong(long row) {
        if (lane != Lane.LONGS || at == end) {
            begin(Lane.LONGS);
        }
        longs[at++] = row;
    }

    public void addDouble(double row) {
        if (lane != Lane.DOUBLES || at == end) {
            begin(Lane.DOUBLES);
        }
        doubles[at++] = row;
    }

    /** Adds all rows of another buffer, which is empty afterwards. */
    public void append(RowBuffer other) {
        seal();
        slotBytes += other.slotBytes;
        for (Chunk chunk : other.drainChunks()) {
            chunks.add(chunk);
            sealedRows += chunk.rows();
        }
    }

    public long rows() {
        return sealedRows + (lane == Lane.PAIRS ? at / 2 : at);
    }

    /** Bytes of the chunks themselves, without the objects in them. */
    public long slotBytes() {
        return slotBytes;
    }

    /** The object most recently added, a pair for a keyed row; for estimates of size. */
    public @Nullable Object last() {
        return switch (lane) {
            case OBJECTS -> objects[at - 1];
            case PAIRS -> new Pair<>(objects[at - 2], objects[at - 1]);
            case LONGS -> longs[at - 1];
            case DOUBLES -> doubles[at - 1];
        };
    }

    private void begin(Lane next) {
        if (at < end) { // another lane: begin small again
            trim();
            nextSlots = FIRST_SLOTS;
        }
        seal();
        lane = next;
        at = 0;
        end = nextSlots;
        nextSlots = Math.min(MOST_SLOTS, nextSlots * 2);
        switch (next) {
            case OBJECTS, PAIRS -> objects = new Object[end];
            case LONGS -> longs = new long[end];
            case DOUBLES -> doubles = new double[end];
        }
        slotBytes += 16 + (long) end * slotBytes(next);
    }

    private static int slotBytes(Lane lane) {
        return lane == Lane.LONGS || lane == Lane.DOUBLES ? 8 : 4;
    }

    private void seal() {
        if (at > 0) {
            int rows = lane == Lane.PAIRS ? at / 2 : at;
            Object array = lane == Lane.LONGS ? longs : lane == Lane.DOUBLES ? doubles : objects;
            chunks.add(new Chunk(lane, array, rows));
            sealedRows += rows;
            at = 0;
            end = 0;
        }
    }

    /** The chunks so far; the buffer is empty afterwards and may be filled again. */
    List<Chunk> drainChunks() {
        seal();
        List<Chunk> all = List.copyOf(chunks);
        chunks.clear();
        sealedRows = 0;
        slotBytes = 0;
        nextSlots = FIRST_SLOTS;
        objects = new Object[0];
        longs = new long[0];
        doubles = new double[0];
        return all;
    }

    /**
     * What was added, as a block; the buffer is empty afterwards.
     *
     * @param rowBytes estimated bytes of one row's objects
     */
    public RowBlock toBlock(long rowBytes, Codecs codecs) {
        return toBlock(List.of(), 0, rowBytes, codecs);
    }

    /** A block of rows that lie on disk already, in their order, followed by what was added. The block owns their files too. */
    public RowBlock toBlock(List<SpillSegment> spilled, long spilledRows, long rowBytes, Codecs codecs) {
        long memoryRows = rows();
        if (end > at && chunks.isEmpty()) { // small blocks are many: keep no empty slots
            trim();
        }
        long bytes = 64 + slotBytes + memoryRows * rowBytes;
        return new RowBlock(spilled, drainChunks(), spilledRows + memoryRows, bytes, codecs);
    }

    private void trim() {
        slotBytes -= (long) (end - at) * slotBytes(lane);
        switch (lane) {
            case OBJECTS, PAIRS -> objects = Arrays.copyOf(objects, at);
            case LONGS -> longs = Arrays.copyOf(longs, at);
            case DOUBLES -> doubles = Arrays.copyOf(doubles, at);
        }
        end = at;
    }

    /** Writes what was added as a segment that {@link RowFormat} reads; the buffer is empty afterwards. */
    public SpillSegment spill(SpillFile file, Codecs codecs) throws Exception {
        return file.append(out -> RowFormat.write(List.of(), drainChunks(), out, codecs));
    }
}
