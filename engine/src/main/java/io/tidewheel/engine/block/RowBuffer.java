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
    /** What a buffer costs while there is nothing in it. */
    public static final int EMPTY_BYTES = 184;

    /** What a block costs without its chunks: of very many small ones most of the heap. */
    private static final int BLOCK_BYTES = 96;

    private static final int FIRST_SLOTS = 16;
    private static final int MOST_SLOTS = 1 << 14;

    private final List<Chunk> chunks = new ArrayList<>();
    private Lane lane = Lane.OBJECTS;
    private final PairLayout layout;
    private @Nullable Object[] objects = {};
    private @Nullable PairChunk pairs; // the current chunk, if its lane is that of pairs
    private long[] longs = {};
    private double[] doubles = {};
    private int at; // next free slot of the current chunk, unless it is of pairs
    private int end; // slots of the current chunk, unless it is of pairs
    private int nextSlots = FIRST_SLOTS;
    private long sealedRows;
    private long slotBytes; // without those of the current chunk of pairs

    /** Keeps all rows by reference: they are what was added, however often they are read. */
    public RowBuffer() {
        this(true);
    }

    private RowBuffer(boolean byReference) {
        this.layout = new PairLayout(byReference);
    }

    /**
     * Keeps keys and values by what they say where that is smaller, for rows that are read once: readers get objects that
     * are equal to what was added.
     */
    public static RowBuffer ofColumns() {
        return new RowBuffer(false);
    }

    public void add(@Nullable Object row) {
        if (lane != Lane.OBJECTS || at == end) {
            begin(Lane.OBJECTS);
        }
        objects[at++] = row;
    }

    public void add(@Nullable Object key, @Nullable Object value) {
        PairChunk to = pairs;
        if (to == null || !to.add(key, value)) {
            beginPairs(to, key, value);
        }
    }

    private void beginPairs(@Nullable PairChunk last, @Nullable Object key, @Nullable Object value) {
        if (last == null) {
            end(Lane.PAIRS);
        }
        PairChunk next = layout.next(last, key, value, nextSlots / 2);
        nextSlots = Math.min(MOST_SLOTS, nextSlots * 2);
        seal();
        pairs = next;
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
        slotBytes += other.slotBytes(); // asked before it is emptied
        for (Chunk chunk : other.drainChunks()) {
            chunks.add(chunk);
            sealedRows += chunk.rows();
        }
    }

    public long rows() {
        PairChunk last = pairs;
        return sealedRows + (last == null ? at : last.rows());
    }

    /** Bytes of the chunks themselves, without the objects that they refer to. */
    public long slotBytes() {
        PairChunk last = pairs;
        return slotBytes + (last == null ? 0 : last.bytes());
    }

    /** The object most recently added, a pair for a keyed row. */
    public @Nullable Object last() {
        PairChunk last = pairs;
        if (last != null) {
            return new Pair<>(last.key(last.rows() - 1), last.value(last.rows() - 1));
        }
        return switch (lane) {
            case OBJECTS, PAIRS -> objects[at - 1];
            case LONGS -> longs[at - 1];
            case DOUBLES -> doubles[at - 1];
        };
    }

    /** Estimated bytes of the objects that are referred to for the row most recently added. */
    public long lastObjectBytes(Codecs codecs) {
        PairChunk last = pairs;
        if (last != null) {
            return last.objectBytes(last.rows() - 1, codecs);
        }
        return lane == Lane.OBJECTS ? codecs.heapBytes(objects[at - 1]) : 0;
    }

    private void begin(Lane next) {
        end(next);
        at = 0;
        end = nextSlots;
        nextSlots = Math.min(MOST_SLOTS, nextSlots * 2);
        if (next == Lane.LONGS) {
            longs = new long[end];
        } else if (next == Lane.DOUBLES) {
            doubles = new double[end];
        } else {
            objects = new Object[end];
        }
        slotBytes += 40 + (long) end * slotBytes(next);
    }

    /** Ends the current chunk; one of another lane begins small again. */
    private void end(Lane next) {
        if (lane != next && rows() > sealedRows) {
            trim();
            nextSlots = FIRST_SLOTS;
        }
        seal();
        lane = next;
    }

    private static int slotBytes(Lane lane) {
        return lane == Lane.LONGS || lane == Lane.DOUBLES ? 8 : 4;
    }

    private void seal() {
        PairChunk last = pairs;
        if (last != null) {
            chunks.add(new Chunk(Lane.PAIRS, last, last.rows()));
            sealedRows += last.rows();
            slotBytes += last.bytes();
            pairs = null;
        } else if (at > 0) {
            Object array = lane == Lane.LONGS ? longs : lane == Lane.DOUBLES ? doubles : objects;
            chunks.add(new Chunk(lane, array, at));
            sealedRows += at;
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
        if (chunks.isEmpty()) { // small blocks are many: keep no empty slots
            trim();
        }
        // A block that lies on disk as a whole holds nothing: evicting it would write all of it once more.
        long bytes = memoryRows == 0 && !spilled.isEmpty() ? 0 : BLOCK_BYTES + slotBytes() + memoryRows * rowBytes;
        return new RowBlock(spilled, drainChunks(), spilledRows + memoryRows, bytes, codecs);
    }

    private void trim() {
        PairChunk last = pairs;
        if (last != null) {
            last.trim();
        } else if (end > at) {
            slotBytes -= (long) (end - at) * slotBytes(lane);
            switch (lane) {
                case OBJECTS, PAIRS -> objects = Arrays.copyOf(objects, at);
                case LONGS -> longs = Arrays.copyOf(longs, at);
                case DOUBLES -> doubles = Arrays.copyOf(doubles, at);
            }
            end = at;
        }
    }

    /** Writes what was added as a segment that {@link RowFormat} reads; the buffer is empty afterwards. */
    public SpillSegment spill(SpillFile file, Codecs codecs) throws Exception {
        return file.append(out -> RowFormat.write(List.of(), drainChunks(), out, codecs));
    }
}
