package io.tidewheel.engine.exchange;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.block.PairChunk;
import io.tidewheel.engine.block.PairRows;
import io.tidewheel.engine.block.PairWriter;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.memory.Reservation;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sorts keyed rows, however many: add*, then {@link #finish}, whose rows own everything; or {@link #close}. Stable. */
final class RowSorter implements AutoCloseable {
    /*
     * Rows lie where they came, in chunks; beside them their codes and their numbers. Sorting moves codes and numbers only.
     * A 32-bit code shares a long with the number, so that one array is moved; a 64-bit code has an array of its own.
     * When memory is refused the rows are sorted and written as a run; finish merges the runs, and what is in memory as
     * the last of them. Rows of equal codes and keys keep the order of runs, so the sort is stable.
     */
    private static final int LEAST_RUN_ROWS = 256;
    private static final int MOST_ROWS = 1 << 28;
    private static final int FIRST_ROWS = 256;

    private final RowCoder coder;
    private final TaskContext context;
    private final Reservation memory;
    private final RowSizes sizes;
    private final long freeBytes; // held whether or not it is granted: runs are not to be tiny
    private final Supplier<SpillFile> files; // each call gives the sorter one more share in a file
    private final boolean narrow;
    private final List<SpillSegment> runs = new ArrayList<>();
    private @Nullable SpillFile file;
    private PairRows pairs = new PairRows();
    private long[] codes = {};
    private int[] numbers = {}; // of rows in pairs, unless codes hold them
    private @Nullable PairChunk chunk; // whose rows are being added
    private int chunkBase = -1; // number of its first row; below 0 while it is not among the pairs
    private int count;
    private long total;
    private long checkAt;
    private boolean lent; // the row being added holds or held lent values
    private long lentBytes; // of lists in memory that stand for lent values
    private boolean writesThrough; // memory holds lent values themselves

    RowSorter(RowCoder coder, TaskContext context) {
        this(coder, context, 0, () -> context.services().spill().create("sort"));
    }

    /**
     * @param freeBytes may be held even where memory is refused
     * @param files gives the file for runs, asked at most once; the sorter releases it
     */
    RowSorter(RowCoder coder, TaskContext context, long freeBytes, Supplier<SpillFile> files) {
        this.freeBytes = freeBytes;
        this.files = files;
        this.coder = coder;
        this.context = context;
        this.memory = new Reservation(context.memory());
        this.sizes = new RowSizes(context.codecs());
        this.narrow = coder.bits() == 32;
    }

    /** Prepares for so many rows, if there is memory for them. */
    void expect(long rows) {
        int wanted = (int) Math.min(rows, MOST_ROWS);
        if (wanted > codes.length && memory.ensure(bytes(wanted, wanted))) {
            resize(wanted);
        }
    }

    void add(@Nullable Object key, @Nullable Object value) throws Exception {
        Object ownKey = LentValues.kept(key);
        add(ownKey, value, coder.code(ownKey));
    }

    private @Nullable Object owned(@Nullable Object part) throws Exception {
        long bytes = LentValues.keptBytes(part);
        return bytes == 0 ? part : owned(part, bytes);
    }

    private @Nullable Object owned(@Nullable Object part, long bytes) throws Exception {
        lent = true;
        if (isRefused(bytes(codes.length, count) + bytes)) {
            spill();
        }
        if (isRefused(bytes(codes.length, count) + bytes)) {
            writesThrough = true; // encoding reads the values where they lie
            return part;
        }
        lentBytes += bytes;
        return LentValues.kept(part);
    }

    void add(@Nullable Object givenKey, @Nullable Object givenValue, long code) throws Exception {
        Object key = LentValues.kept(givenKey);
        Object value = owned(givenValue);
        if (count == codes.length || pairs.isFull()) {
            grow();
        }
        added(pairs.add(key, value), code);
    }

    /** Further rows are told by their number in this chunk. */
    void begin(PairChunk next) {
        chunk = next;
        chunkBase = -1;
    }

    void add(int rowOfChunk) throws Exception {
        PairChunk from = chunk;
        assert from != null;
        long code = coder.code(from.key(rowOfChunk));
        if (count == codes.length || (chunkBase < 0 && pairs.isFull())) {
            grow();
        }
        if (chunkBase < 0) {
            chunkBase = pairs.add(from);
        }
        added(chunkBase + rowOfChunk, code);
    }

    private void added(int pair, long code) throws Exception {
        int row = count++;
        if (narrow) {
            codes[row] = code << 32 | pair;
        } else {
            codes[row] = code;
            numbers[row] = pair;
        }
        long number = total++;
        if (lent) {
            lent = false;
            check();
        } else if (sizes.wants(number)) {
            sizes.sampleBytes(pairs.objectBytes(pair, context.codecs()));
        }
        if (number >= checkAt) {
            check();
            checkAt = number + sizes.checkRows();
        }
    }

    private void check() throws Exception {
        context.checkCancelled();
        if (writesThrough || isRefused(bytes(codes.length, count))) {
            spill();
        }
    }

    private boolean isRefused(long bytes) {
        return bytes > freeBytes && !memory.ensure(bytes - freeBytes);
    }

    private void grow() throws Exception {
        int wanted = Math.max(FIRST_ROWS, (int) Math.min(MOST_ROWS, 2L * codes.length));
        boolean hasNoPlace = count == MOST_ROWS || pairs.isFull();
        if (count >= LEAST_RUN_ROWS && (hasNoPlace || isRefused(bytes(codes.length + wanted, count)))) {
            spill();
            resize(FIRST_ROWS);
        } else if (count == codes.length) {
            resize(wanted);
        }
    }

    private void resize(int rows) {
        codes = Arrays.copyOf(codes, rows);
        if (!narrow) {
            numbers = Arrays.copyOf(numbers, rows);
        }
    }

    /** Codes and numbers, the space to sort them in, the chunks, and the objects. */
    private long bytes(long capacity, long rows) {
        return capacity * (narrow ? 16 : 24) + pairs.bytes() + rows * sizes.rowBytes() + lentBytes;
    }

    /** Rows added so far. */
    long rows() {
        return total;
    }

    /** Writes what is in memory as a run and lets go of the memory. */
    void spill() throws Exception {
        if (count == 0) {
            return;
        }
        SpillFile to = file;
        if (to == null) {
            to = files.get();
            file = to;
        }
        SortedRows sorted = sortMemory();
        runs.add(to.append(out -> {
            PairWriter writer = new PairWriter(out, context.codecs());
            while (sorted.next()) {
                writer.write(sorted.key, sorted.value);
            }
            writer.finish();
        }));
        forgetMemory();
    }

    private void forgetMemory() {
        pairs = new PairRows();
        chunkBase = -1;
        codes = new long[0];
        numbers = new int[0];
        count = 0;
        lentBytes = 0;
        writesThrough = false;
        memory.close();
    }

    private SortedRows sortMemory() {
        if (narrow) {
            return new MemoryRows.Narrow(pairs, Radix.sortUpper(codes, new long[count], count), count);
        }
        Comparator<@Nullable Object> ties = coder.ties();
        if (coder.isUsable()) {
            Radix.sort(codes, numbers, count);
        } else {
            Arrays.fill(codes, 0, count, 0);
        }
        if (ties != null) {
            IndexSort sort = new IndexSort(pairs, ties);
            for (int from = 0; from < count; ) {
                int to = from + 1;
                while (to < count && codes[to] == codes[from]) {
                    to++;
                }
                if (to > from + 1) {
                    sort.sort(numbers, from, to);
                }
                from = to;
            }
        }
        return new MemoryRows.Wide(pairs, codes, numbers, count);
    }

    /** All rows in order. They own the memory and the runs; the sorter is spent. */
    SortedRows finish() throws Exception {
        if (runs.isEmpty()) {
            return new OwnedRows(sortMemory(), memory::close, total);
        }
        SpillFile written = file;
        assert written != null;
        written.finish();
        SortedRows last = count > 0 ? sortMemory() : null; // may call the user's order: the file is still this sorter's
        file = null;
        SortedRows merged = new RunMerge(coder, context).merge(runs, last, written);
        return new OwnedRows(merged, memory::close, total);
    }

    @Override
    public void close() {
        forgetMemory();
        SpillFile written = file;
        file = null;
        if (written != null) {
            written.finish();
            written.release();
        }
    }
}
