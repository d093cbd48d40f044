package io.tidewheel.engine.exchange;

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
     * Rows lie in one array as key, value, key, value; beside them their codes. Sorting moves codes and row numbers only.
     * A 32-bit code shares a long with its row number, so that one array is moved; a 64-bit code has an array of its own.
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
    private @Nullable Object[] slots = {};
    private long[] codes = {};
    private int count;
    private long total;
    private long checkAt;

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
        add(key, value, coder.code(key));
    }

    void add(@Nullable Object key, @Nullable Object value, long code) throws Exception {
        int row = count;
        if (row == codes.length) {
            grow();
            row = count;
        }
        codes[row] = narrow ? code << 32 | row : code;
        slots[2 * row] = key;
        slots[2 * row + 1] = value;
        count = row + 1;
        long number = total++;
        if (sizes.wants(number)) {
            sizes.sample(key, value);
        }
        if (number >= checkAt) {
            check();
            checkAt = number + sizes.checkRows();
        }
    }

    private void check() throws Exception {
        context.checkCancelled();
        if (isRefused(bytes(codes.length, count))) {
            spill();
        }
    }

    private boolean isRefused(long bytes) {
        return bytes > freeBytes && !memory.ensure(bytes - freeBytes);
    }

    private void grow() throws Exception {
        int wanted = Math.max(FIRST_ROWS, (int) Math.min(MOST_ROWS, 2L * codes.length));
        if (count >= LEAST_RUN_ROWS && (count == MOST_ROWS || isRefused(bytes(codes.length + wanted, count)))) {
            spill();
            resize(FIRST_ROWS);
        } else {
            resize(wanted);
        }
    }

    private void resize(int rows) {
        slots = Arrays.copyOf(slots, 2 * rows);
        codes = Arrays.copyOf(codes, rows);
    }

    /** Slots, codes, the space to sort them in, and the objects. */
    private long bytes(long capacity, long rows) {
        return capacity * (narrow ? 24 : 36) + rows * sizes.rowBytes();
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
        slots = new Object[0];
        codes = new long[0];
        count = 0;
        memory.close();
    }

    private SortedRows sortMemory() {
        if (narrow) {
            return new MemoryRows.Narrow(slots, Radix.sortUpper(codes, new long[count], count), count);
        }
        int[] indexes = new int[count];
        for (int i = 0; i < count; i++) {
            indexes[i] = i;
        }
        Comparator<@Nullable Object> ties = coder.ties();
        if (coder.isUsable()) {
            Radix.sort(codes, indexes, count);
        } else {
            Arrays.fill(codes, 0, count, 0);
        }
        if (ties != null) {
            IndexSort sort = new IndexSort(slots, ties);
            for (int from = 0; from < count; ) {
                int to = from + 1;
                while (to < count && codes[to] == codes[from]) {
                    to++;
                }
                if (to > from + 1) {
                    sort.sort(indexes, from, to);
                }
                from = to;
            }
        }
        return new MemoryRows.Wide(slots, codes, indexes, count);
    }

    /** All rows in order. They own the memory and the runs; the sorter is spent. */
    SortedRows finish() throws Exception {
        if (runs.isEmpty()) {
            return new OwnedRows(sortMemory(), memory, total);
        }
        SpillFile written = file;
        assert written != null;
        written.finish();
        RunMerge merge = new RunMerge(coder, context);
        file = null;
        SortedRows merged = merge.merge(runs, count > 0 ? sortMemory() : null, written);
        return new OwnedRows(merged, memory, total);
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
