package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.PairWriter;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.memory.Reservation;
import io.tidewheel.engine.task.TaskContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Folds keyed rows into accumulators, one table per partition, with one task's memory: add*, then finish each. */
final class CombineTables implements AutoCloseable {
    /*
     * A key's rows are folded in the order of their arrival, whatever the memory, so that even sums of doubles come out
     * the same to the last bit:
     *
     *   inserting ──refused──> frozen ──accumulators grow──> dumped
     *       └──few rows a key──> passing
     *
     * Frozen: keys that have an accumulator go on being folded; rows of others are set aside, as they are, in an external
     * sort by hash. A key's rows are then all in one place or all in the other. Dumped: the accumulators are written in
     * hash order and every further row is set aside. In the end accumulators and rows set aside are merged by hash, and
     * the rows folded.
     *
     * Passing (map side only): combining hardly makes fewer rows, so rows of keys without an accumulator pass as
     * accumulators of their own. When to do so depends on the number of rows and on hashes alone, never on memory. If the
     * tables are frozen by then, nobody knows which keys are new; so rows are set aside in a second sort, and the merge
     * folds them if their key had come before, and passes them if not.
     */
    private static final int CHECK_ROWS = 1024;
    private static final long CHECK_BYTES = 1 << 20;
    private static final int HOT_ROWS = 16 << 10;
    private static final long FIRST_JUDGED_ROWS = 64 << 10;
    private static final long LAST_JUDGED_ROWS = 4 << 20;
    private static final long SUPPOSED_ROWS = 2 << 20;
    private static final double FEW_ROWS_A_KEY = 1.4;
    private static final double GROWN = 1.5;
    private static final long LEAST_ASIDE_BYTES = 16 << 10;
    private static final long WIDE_BYTES = 1 << 20; // tables that a processor's own cache cannot hold

    private final int multiplier;
    private final @Nullable KeyRouter late; // if there is one table for all partitions
    private final TaskContext context;
    private final Codecs codecs;
    private final Reservation memory;
    private final EntrySizes sizes;
    private final @Nullable CombineTable[] tables;
    private final @Nullable RowSorter[] aside;
    private final @Nullable RowSorter[] passedAside;
    private final @Nullable PassedRows[] passed; // of each partition, even if there is one table for all
    private final @Nullable SpillSegment[] dumped;
    private @Nullable DistinctSample distinct; // until combining is no longer judged
    private @Nullable SpillFile file;
    private final Supplier<Folder> hotFolder;
    private Folder folder;
    private @Nullable PendingRows pending; // none while the tables are small
    private int pendingLimit;
    private boolean folding; // pending rows
    private long rows;
    private long checkAt = 1;
    private boolean isImmutable; // the first accumulator
    private long judgeAt = FIRST_JUDGED_ROWS;
    private boolean inserting = true;
    private boolean frozen;
    private boolean passing;
    private boolean isDumped;
    private boolean hot;
    private long frozenBytes;
    private @Nullable Boolean packing;

    /**
     * @param partitions so many tables there are
     * @param late says to which partition a key belongs, where there is one table for all; null if there is one for each
     * @param multiplier the partitions of a hash partitioner, 1 for any other
     * @param hotFolder the folder for very many rows
     * @param adaptive may pass rows on that combining would not make fewer
     */
    CombineTables(
            int partitions,
            @Nullable KeyRouter late,
            int multiplier,
            Folder folder,
            Supplier<Folder> hotFolder,
            boolean adaptive,
            TaskContext context) {
        this.late = late;
        this.multiplier = multiplier;
        this.folder = folder;
        this.hotFolder = hotFolder;
        this.context = context;
        this.codecs = context.codecs();
        this.memory = new Reservation(context.memory());
        this.sizes = new EntrySizes(codecs);
        this.tables = new CombineTable[partitions];
        this.aside = new RowSorter[partitions];
        this.passedAside = new RowSorter[partitions];
        this.passed = new PassedRows[late == null ? partitions : late.partitions()];
        this.dumped = new SpillSegment[partitions];
        this.distinct = adaptive ? new DistinctSample() : null;
        if (adaptive && context.hot()) {
            becomeHot();
        }
    }

    /** How tables of a partitioner turn hashes into places. */
    static int multiplier(Partitioner partitioner) {
        return partitioner instanceof HashPartitioner ? partitioner.partitions() : 1;
    }

    /** Adds a row that somebody may change afterwards. */
    void add(int partition, @Nullable Object key, int hash, @Nullable Object value) throws Exception {
        if (pendingLimit > 0 && Codecs.isImmutable(key) && Codecs.isImmutable(value)) {
            wait(partition, key, hash, value);
            return;
        }
        foldPending();
        addNow(partition, key, hash, value);
    }

    /** Adds a row that nobody changes before it is folded. */
    void addStable(int partition, @Nullable Object key, int hash, @Nullable Object value) throws Exception {
        if (pendingLimit > 0) {
            wait(partition, key, hash, value);
        } else {
            addNow(partition, key, hash, value);
        }
    }

    private void wait(int partition, @Nullable Object key, int hash, @Nullable Object value) throws Exception {
        PendingRows waiting = pending;
        assert waiting != null;
        waiting.add(partition, key, hash, value);
        if (waiting.count() >= pendingLimit) {
            foldPending();
        }
    }

    private void addNow(int partition, @Nullable Object key, int hash, @Nullable Object value) throws Exception {
        if (!folder.fold(table(partition), key, hash, value, inserting)) {
            setAside(partition, key, hash, value);
        }
        DistinctSample sample = distinct;
        if (sample != null && DistinctSample.wants(hash)) {
            sample.add(hash);
        }
        if (++rows == checkAt) {
            check(partition);
        }
    }

    private void foldPending() throws Exception {
        PendingRows waiting = pending;
        if (waiting == null || waiting.count() == 0) {
            return;
        }
        int count = waiting.count();
        int partition = waiting.partitions[0];
        for (int row = 0; row < count; row++) {
            table(waiting.partitions[row]);
        }
        waiting.lookAhead(tables);
        folding = true;
        folder.foldAll(waiting, this, inserting);
        folding = false;
        DistinctSample sample = distinct;
        for (int row = 0; row < count && sample != null; row++) {
            int hash = waiting.hashes[row];
            if (DistinctSample.wants(hash)) {
                sample.add(hash);
            }
        }
        waiting.clear();
        rows += count;
        if (rows == checkAt) {
            check(partition);
        }
        pendingLimit = (int) Math.min(PendingRows.CAPACITY, checkAt - rows);
    }

    /** How many rows may have come after the one that folding failed on. */
    int rowsBehind() {
        PendingRows waiting = pending;
        return folding && waiting != null ? waiting.count() - 1 : 0;
    }

    /** The table of a partition, which is made if there is none. */
    CombineTable table(int partition) {
        CombineTable table = tables[partition];
        if (table == null) {
            table = new CombineTable(multiplier);
            tables[partition] = table;
        }
        return table;
    }

    private void check(int partition) throws Exception {
        context.checkCancelled();
        if (rows == judgeAt) {
            judge();
        }
        if (!isDumped) {
            checkMemory(partition);
        }
        long step = rows < CHECK_ROWS ? rows : CHECK_ROWS;
        checkAt = Math.min(judgeAt, rows + Math.max(1, Math.min(step, CHECK_BYTES / sizes.entryBytes())));
        if (!hot && rows >= HOT_ROWS) {
            becomeHot();
        }
        if (pending == null && arrayBytes() > WIDE_BYTES) {
            pending = new PendingRows();
        }
        if (pending != null) {
            pendingLimit = (int) Math.min(PendingRows.CAPACITY, checkAt - rows);
        }
    }

    /** Early if it can be foreseen: who changes the folder under way makes the JIT compile the chain once more. */
    private void becomeHot() {
        hot = true;
        folder = hotFolder.get();
    }

    private long arrayBytes() {
        long bytes = 0;
        for (CombineTable table : tables) {
            bytes += table == null ? 0 : table.arrayBytes();
        }
        return bytes;
    }

    /** Makes room for so many keys, if there is memory for them. */
    void expect(int partition, long keys) {
        if (!hot && TaskContext.isHot(keys)) {
            becomeHot();
        }
        CombineTable table = table(partition);
        if (inserting && !table.hasRoomFor(keys) && memory.ensure(bytes() + CombineTable.arrayBytes(keys))) {
            table.expect(keys);
        }
    }

    /** Keeps a row that cannot be folded yet, or never is. */
    void setAside(int partition, @Nullable Object key, int hash, @Nullable Object value) throws Exception {
        if (!frozen) {
            int place = late == null ? partition : late.partition(key, hash);
            PassedRows on = passed[place];
            if (on == null) {
                on = new PassedRows(codecs);
                passed[place] = on;
            }
            on.add(key, folder.first(value));
            return;
        }
        @Nullable RowSorter[] sorters = passing ? passedAside : aside;
        RowSorter sorter = sorters[partition];
        if (sorter == null) {
            long free = Math.max(LEAST_ASIDE_BYTES, frozenBytes / 4 / sorters.length);
            sorter = new RowSorter(new RowCoder.Hash(), context, free, () -> file().retain());
            sorters[partition] = sorter;
        }
        sorter.add(key, value, SortedRows.codeOf(hash));
    }

    private SpillFile file() {
        SpillFile there = file;
        if (there == null) {
            there = context.services().spill().create("combine");
            file = there;
        }
        return there;
    }

    private void checkMemory(int partition) throws Exception {
        CombineTable table = tables[partition];
        if (rows == 1) {
            isImmutable = Codecs.isImmutable(onlyAccumulator());
        }
        if (table != null) {
            sizes.sample(table, rows);
        }
        long bytes = bytes();
        if (memory.ensure(bytes)) {
            return;
        }
        if (inserting) {
            inserting = false;
            frozen = true;
            frozenBytes = Math.max(memory.held(), bytes / 2);
        } else if (frozen && bytes > GROWN * frozenBytes) {
            dump();
        } else if (!frozen) {
            spillPassed();
        }
    }

    private @Nullable Object onlyAccumulator() throws Exception {
        for (int p = 0; p < tables.length; p++) {
            CombineTable table = tables[p];
            TableRows entries = table == null ? null : new TableRows(table);
            if (entries != null && entries.next()) {
                return entries.value;
            }
        }
        return null;
    }

    private long bytes() {
        long bytes = 0;
        long keys = 0;
        for (int p = 0; p < tables.length; p++) {
            CombineTable table = tables[p];
            if (table != null) {
                bytes += table.arrayBytes() * (table.isNearlyFull() && inserting ? 3 : 1); // old and new while it grows
                keys += table.size;
            }
        }
        for (PassedRows on : passed) {
            bytes += on == null ? 0 : on.bytes(sizes.entryBytes());
        }
        return bytes + keys * sizes.entryBytes();
    }

    private void judge() throws Exception {
        DistinctSample sample = distinct;
        if (sample == null) {
            judgeAt = Long.MAX_VALUE;
            return;
        }
        if (sample.rowsPerKey(rows, Math.max(SUPPOSED_ROWS, 2 * rows)) < FEW_ROWS_A_KEY && isImmutable) {
            passing = true;
            inserting = false;
            distinct = null;
            for (RowSorter sorter : aside) {
                if (sorter != null) {
                    sorter.spill(); // its memory is for those passed on
                }
            }
        } else if (rows >= LAST_JUDGED_ROWS) {
            distinct = null;
        }
        judgeAt *= 4;
    }

    private void dump() throws Exception {
        for (int p = 0; p < tables.length; p++) {
            CombineTable table = tables[p];
            if (table != null) {
                table.sort();
                TableRows accumulators = new TableRows(table);
                dumped[p] = file().append(out -> {
                    PairWriter writer = new PairWriter(out, codecs);
                    while (accumulators.next()) {
                        writer.write(accumulators.key, accumulators.value);
                    }
                    writer.finish();
                });
                tables[p] = new CombineTable(multiplier); // stays empty
            }
        }
        isDumped = true;
        memory.close();
    }

    private void spillPassed() throws Exception {
        for (PassedRows on : passed) {
            if (on != null) {
                on.spill(file());
            }
        }
        memory.shrink(bytes());
    }

    /** The accumulators of a partition in hash order. They do not own their memory: {@link #close} frees it. */
    SortedRows rows(int partition) throws Exception {
        foldPending();
        CombineTable table = tables[partition];
        SortedRows accumulators;
        SpillSegment dump = dumped[partition];
        if (dump != null) {
            file().finish();
            accumulators = new RunRows(dump, new RowCoder.Hash(), codecs);
        } else if (table != null) {
            table.sort();
            accumulators = new TableRows(table);
        } else {
            accumulators = SortedRows.none();
        }
        RowSorter rest = aside[partition];
        RowSorter later = passedAside[partition];
        if (rest == null && later == null) {
            return accumulators;
        }
        SortedRows setAside = SortedRows.none();
        boolean opened = false;
        try {
            setAside = finished(rest);
            SortedRows passedOn = finished(later);
            opened = true;
            return new FoldedRows(accumulators, setAside, passedOn, folder);
        } finally {
            if (!opened) {
                setAside.close(); // its sorter does not own the file any more
                accumulators.close();
            }
        }
    }

    private static SortedRows finished(@Nullable RowSorter sorter) throws Exception {
        return sorter == null ? SortedRows.none() : sorter.finish();
    }

    /** The accumulators of a table as a block, null if there are none. */
    @Nullable
    Block block(int partition) throws Exception {
        foldPending();
        CombineTable table = tables[partition];
        PassedRows on = passed[partition];
        if (aside[partition] == null && passedAside[partition] == null && dumped[partition] == null) {
            if (table == null) {
                return null;
            }
            if (on == null && isPacking()) {
                table.pack();
            } else {
                table.sort();
            }
            tables[partition] = null;
            return on == null
                    ? new TableBlock(table, sizes.entryBytes(), codecs)
                    : on.toBlock(new TableRows(table), table.size, sizes.entryBytes(), this::file);
        }
        return written(rows(partition));
    }

    private Block written(SortedRows rows) throws Exception {
        SpillFile to = context.services().spill().create("output");
        try (SortedRows folded = rows) {
            long[] written = new long[1];
            SpillSegment segment = to.append(out -> {
                PairWriter writer = new PairWriter(out, codecs);
                while (folded.next()) {
                    writer.write(folded.key, folded.value);
                }
                written[0] = writer.finish();
            });
            to.finish();
            return new RowBuffer().toBlock(List.of(segment), written[0], 0, codecs);
        } finally {
            to.release(); // the block owns it now, if there is one
        }
    }

    /**
     * As {@link #block}, one for each partition of {@link #late}, each of which is added to a list as it is made. Keys that were
     * folded are asked for now, in their order.
     */
    void lateBlocks(List<@Nullable Block> blocks) throws Exception {
        assert late != null : "there is a table for each partition";
        foldPending();
        if (aside[0] != null || passedAside[0] != null || dumped[0] != null) {
            try (SortedRows folded = rows(0);
                    KeyedSplitWriter splitting = new KeyedSplitWriter(late, context)) {
                folded.drain(splitting);
                blocks.addAll(splitting.finish());
            }
            return;
        }
        CombineTable whole = table(0);
        tables[0] = null;
        whole.sort();
        boolean copies = memory.ensure(memory.held() + whole.packedBytes() + (long) Integer.BYTES * whole.size);
        TableSplit split = new TableSplit(whole, late, copies);
        for (int p = 0; p < passed.length; p++) {
            PassedRows on = passed[p];
            if (on != null) {
                blocks.add(on.toBlock(split.rows(p), split.size(p), sizes.entryBytes(), this::file));
            } else if (split.size(p) == 0) {
                blocks.add(null);
            } else if (copies) {
                blocks.add(new TableBlock(split.table(p), sizes.entryBytes(), codecs));
            } else {
                blocks.add(written(split.rows(p)));
            }
        }
    }

    /** Whether there is memory to copy the largest table; decided when the first is asked for. */
    private boolean isPacking() {
        Boolean decided = packing;
        if (decided == null) {
            long largest = 0;
            for (CombineTable table : tables) {
                largest = table == null ? largest : Math.max(largest, table.packedBytes());
            }
            decided = memory.ensure(memory.held() + largest);
            packing = decided;
        }
        return decided;
    }

    @Override
    public void close() {
        pending = null;
        pendingLimit = 0;
        for (int p = 0; p < tables.length; p++) {
            tables[p] = null;
            close(aside, p);
            close(passedAside, p);
        }
        Arrays.fill(passed, null);
        SpillFile written = file;
        file = null;
        if (written != null) {
            written.finish();
            written.release();
        }
        memory.close();
    }

    private static void close(@Nullable RowSorter[] sorters, int partition) {
        RowSorter sorter = sorters[partition];
        sorters[partition] = null;
        if (sorter != null) {
            sorter.close();
        }
    }
}
