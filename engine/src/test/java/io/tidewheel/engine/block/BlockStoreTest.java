package io.tidewheel.engine.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.codec.Codecs;
import io.tidewheel.codec.Compression;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.memory.MemoryBudget;
import io.tidewheel.engine.memory.TaskShare;
import io.tidewheel.error.TidewheelException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
    private static final int ROWS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void when_memoryRunsOut_then_theLeastRecentlyUsedBlockGoesToDisk() throws Exception {
        MemoryBudget budget = new MemoryBudget(3 * StoredEntry.heapBytes(block(0)));
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            List<String> heard = new ArrayList<>();
            store.listen(listener(heard));
            for (int p = 0; p < 3; p++) {
                store.put(key(p), block(p), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
            }
            read(store, 0);
            store.put(key(3), block(3), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
            assertThat(heard).containsExactly("evicted cached 1/part 1");
            assertThat(store.file(key(1))).isPresent();
            assertThat(store.file(key(0))).isEmpty();
            for (int p = 0; p < 4; p++) {
                assertThat(read(store, p)).isEqualTo(rows(p));
            }
            try (TaskShare task = budget.openTask()) {
                assertThat(task.acquire(budget.totalBytes())).isTrue(); // a task's wish evicts all
                assertThat(budget.storageBytes()).isZero();
            }
            for (int p = 0; p < 4; p++) {
                assertThat(read(store, p)).isEqualTo(rows(p));
                store.remove(key(p));
            }
            assertThat(spill.files()).isEmpty();
            assertThat(budget.storageBytes()).isZero();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void when_bytesFindNoRoom_then_theyGoToDiskOrAreRefusedAndNothingStaysTaken() throws Exception {
        MemoryBudget budget = new MemoryBudget(5 << 10); // room for the first bytes only
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            AtomicLong most = new AtomicLong();
            Block counted = watched(block(0), most);
            assertThat(store.put(key(0), counted, RowFormat.INSTANCE, StorageLevel.MEMORY_ONLY_SER))
                    .isFalse();
            assertThat(most.get()).as("bytes encoded before it gave up").isLessThanOrEqualTo(64 << 10);
            assertThat(store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK_SER))
                    .isTrue();
            assertThat(spill.files()).hasSize(1);
            assertThat(read(store, 0)).isEqualTo(rows(0));
            assertThat(budget.acquireStorage(5 << 10))
                    .as("all of the budget is free")
                    .isTrue();
        }
    }

    private static Block watched(Block block, AtomicLong written) {
        return new Block() {
            @Override
            public long rows() {
                return block.rows();
            }

            @Override
            public long heapBytes() {
                return block.heapBytes();
            }

            @Override
            public Cursor read() {
                return block.read();
            }

            @Override
            public Cursor take() {
                return block.take();
            }

            @Override
            public void encode(OutputStream out) throws IOException {
                block.encode(new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        written.addAndGet(length);
                        out.write(bytes, offset, length);
                    }
                });
            }
        };
    }

    @Test
    void when_aCompressionIsSet_then_spilledBytesAreOfIt() throws Exception {
        Map<Compression, Long> sizes = new EnumMap<>(Compression.class);
        for (Compression compression : Compression.values()) {
            try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk(), compression);
                    BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
                store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.DISK_ONLY);
                sizes.put(compression, Files.size(spill.files().iterator().next()));
                assertThat(read(store, 0)).isEqualTo(rows(0));
            }
        }
        assertThat(sizes.get(Compression.LZ4)).isLessThan(sizes.get(Compression.NONE));
        assertThat(sizes.get(Compression.ZSTD)).isLessThan(sizes.get(Compression.LZ4));
    }

    @Test
    void when_aLevelHasNoDisk_then_blocksAreDroppedOrRefused() throws Exception {
        MemoryBudget budget = new MemoryBudget(block(0).heapBytes() * 3 / 2);
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            List<String> heard = new ArrayList<>();
            store.listen(listener(heard));
            assertThat(store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.MEMORY_ONLY))
                    .isTrue();
            // not at the cost of another partition of the same dataset
            assertThat(store.put(key(1), block(1), RowFormat.INSTANCE, StorageLevel.MEMORY_ONLY))
                    .isFalse();
            CachedBlock other = new CachedBlock(2, 0);
            assertThat(store.put(other, block(1), RowFormat.INSTANCE, StorageLevel.MEMORY_ONLY))
                    .isTrue();
            assertThat(heard).containsExactly("lost cached 1/part 0");
            assertThat(store.get(key(0))).isNull();
        }
    }

    @Test
    void when_blocksAreSerialised_then_theyAreReadBack() throws Exception {
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            for (StorageLevel level : StorageLevel.values()) {
                store.put(key(0), block(0), RowFormat.INSTANCE, level);
                assertThat(read(store, 0)).isEqualTo(rows(0));
                assertThat(store.file(key(0)).isPresent()).isEqualTo(level == StorageLevel.DISK_ONLY);
            }
        }
    }

    /** Many frames long: damage is found in the middle of a value, too. */
    @Test
    void when_aLongFileHasAFlippedBit_then_thatBlockIsLost() throws Exception {
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            for (int round = 0; round < 50; round++) {
                RowBuffer rows = new RowBuffer();
                for (int row = 0; row < 5_000; row++) {
                    rows.add("a text of some length, " + Integer.toHexString(row * 0x9E3779B9));
                }
                store.put(key(0), rows.toBlock(64, Codecs.DEFAULT), RowFormat.INSTANCE, StorageLevel.DISK_ONLY);
                Path file = store.file(key(0)).orElseThrow();
                byte[] bytes = Files.readAllBytes(file);
                bytes[(int) (bytes.length * (round + 0.5) / 51)] ^= 4;
                Files.write(file, bytes);
                assertThatThrownBy(() -> read(store, 0)).isInstanceOf(BlockLostException.class);
                assertThat(store.contains(key(0))).isFalse();
            }
        }
    }

    @Test
    void when_aBlocksFileIsGoneOrHasAFlippedBit_then_thatBlockIsLost() throws Exception {
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            Random random = new Random(1);
            int harmless = 0;
            for (int round = 0; round < 200; round++) {
                store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.DISK_ONLY);
                Path file = store.file(key(0)).orElseThrow();
                byte[] bytes = Files.readAllBytes(file);
                if (round == 0) {
                    Files.delete(file);
                } else if (round < 20) {
                    Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                } else {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    Files.write(file, bytes);
                }
                try {
                    assertThat(read(store, 0)).isEqualTo(rows(0)); // the end mark alone may be damaged
                    harmless++;
                } catch (BlockLostException lost) {
                    assertThat(lost.key()).isEqualTo(key(0));
                    assertThat(store.contains(key(0))).isFalse();
                }
            }
            assertThat(harmless).isLessThan(10);
        }
    }

    /** What a block costs beyond its rows counts: a job of many partitions stores their number squared. */
    @Test
    void when_smallBlocksAreStored_then_theirFixedCostCounts() throws Exception {
        MemoryBudget budget = new MemoryBudget(1 << 20);
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            for (int reduce = 0; reduce < 100; reduce++) {
                store.put(output(0, reduce), oneRow(reduce), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
            }
            // entry 64, key 32, place in the table 48; block 40, list 24, its array 24; chunk 24, columns 32, of keys
            // 40 and
            // values 40
            assertThat(budget.storageBytes()).isBetween(100 * 368L, 2 * 100 * 368L);
        }
    }

    @Test
    void when_manySmallBlocksGoToDisk_then_theyShareFiles() throws Exception {
        MemoryBudget budget = new MemoryBudget(256 << 10);
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            for (int map = 0; map < 40; map++) {
                try (BlockStore.Batch batch = store.batch()) {
                    for (int reduce = 0; reduce < 50; reduce++) {
                        batch.put(
                                output(map, reduce),
                                oneRow(100 * map + reduce),
                                RowFormat.INSTANCE,
                                StorageLevel.MEMORY_AND_DISK);
                    }
                }
            }
            assertThat(store.file(output(0, 0))).isPresent();
            assertThat(spill.files()).hasSizeBetween(1, 10); // of 2000 blocks
            try (TaskShare task = budget.openTask()) {
                assertThat(task.acquire(budget.totalBytes())).isTrue();
                // there is no memory at all: the blocks of one batch share a file
                int before = spill.files().size();
                try (BlockStore.Batch batch = store.batch()) {
                    for (int reduce = 0; reduce < 50; reduce++) {
                        batch.put(
                                output(40, reduce),
                                oneRow(4000 + reduce),
                                RowFormat.INSTANCE,
                                StorageLevel.MEMORY_AND_DISK);
                    }
                }
                assertThat(spill.files()).hasSize(before + 1);
            }
            for (int map = 0; map <= 40; map++) {
                for (int reduce = 0; reduce < 50; reduce++) {
                    StoredBlock taken = store.take(output(map, reduce));
                    assertThat(taken).isNotNull();
                    assertThat(read(taken)).containsExactly(new Pair<>(100 * map + reduce, 1));
                }
            }
            assertThat(spill.files()).isEmpty(); // each goes with the last of its blocks
            assertThat(budget.storageBytes()).isZero();
        }
    }

    @Test
    void when_keysOfOutputsAreHashed_then_hardlyTwoMeet() {
        Set<Integer> hashes = new HashSet<>();
        for (int map = 0; map < 300; map++) {
            for (int reduce = 0; reduce < 300; reduce++) {
                hashes.add(output(map, reduce).hashCode());
            }
        }
        assertThat(hashes).hasSizeGreaterThan(300 * 300 - 10);
        assertThat(hashes.stream().map(hash -> (hash ^ hash >>> 16) & 0xFFFF).distinct())
                .as("slots used of 65536 by 90000 keys")
                .hasSizeGreaterThan(45_000);
    }

    @Test
    void when_blocksAreWritten_then_theirFilesAreNamedAfterThem() throws Exception {
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            store.put(key(3), block(0), RowFormat.INSTANCE, StorageLevel.DISK_ONLY);
            assertThat(store.file(key(3)).orElseThrow().getFileName()).hasToString("cached-1-part-3-0");
            OutputBlock output = new OutputBlock(5, 0, 2);
            store.put(output, block(0), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
            store.evict(output);
            assertThat(store.file(output).orElseThrow().getFileName()).hasToString("exchange-5-map-0-reduce-2-1");
        }
    }

    @Test
    void when_aBlockIsTaken_then_itsMemoryIsFreeOnceItIsOpened() throws Exception {
        MemoryBudget budget = new MemoryBudget(1 << 20);
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(budget, spill, Codecs.DEFAULT)) {
            for (boolean evicted : new boolean[] {false, true}) {
                for (boolean opened : new boolean[] {true, false}) {
                    store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
                    assertThat(store.evict(key(0)) || !evicted).isTrue();
                    try (StoredBlock taken = store.take(key(0))) {
                        assertThat(taken).isNotNull();
                        assertThat(store.contains(key(0))).isFalse();
                        if (opened) {
                            assertThat(read(taken)).isEqualTo(rows(0));
                        }
                    }
                    assertThat(budget.storageBytes()).isZero();
                    assertThat(spill.files()).isEmpty();
                }
            }
        }
    }

    @Test
    void when_theDiskIsFull_then_theErrorSaysWhereAndWhatToDo() throws Exception {
        SpillIo full = new SpillIo() {
            @Override
            public OutputStream create(Path file) {
                return new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
            }

            @Override
            public InputStream open(Path file, long position) {
                return InputStream.nullInputStream();
            }
        };
        try (SpillDirectory spill = new SpillDirectory(directory, full);
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            assertThatThrownBy(() -> store.put(key(0), block(0), RowFormat.INSTANCE, StorageLevel.DISK_ONLY))
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isEqualTo(TidewheelException.Kind.RESOURCE))
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("bytes are free")
                    .hasMessageContaining("tidewheel.local.dir");
            assertThat(spill.files()).isEmpty();
        }
    }

    @Test
    void when_rowsComeInAllLanes_then_theyComeBackInTheirOrder() throws Exception {
        RowBuffer buffer = new RowBuffer();
        List<Object> expected = new ArrayList<>();
        Random random = new Random(3);
        for (int run = 0; run < 40; run++) {
            int lane = random.nextInt(4);
            for (int i = random.nextInt(200); i > 0; i--) {
                switch (lane) {
                    case 0 -> buffer.add("row " + i);
                    case 1 -> buffer.add(i, null);
                    case 2 -> buffer.addLong(-i);
                    default -> buffer.addDouble(i / 7.0);
                }
                expected.add(
                        lane == 0
                                ? "row " + i
                                : lane == 1
                                        ? new Pair<>(i, null)
                                        : lane == 2 ? (Object) (long) -i : (Object) (i / 7.0));
            }
        }
        try (SpillDirectory spill = new SpillDirectory(directory, SpillIo.disk());
                BlockStore store = new BlockStore(new MemoryBudget(1 << 20), spill, Codecs.DEFAULT)) {
            RowBlock block = buffer.toBlock(20, Codecs.DEFAULT);
            assertThat(block.rows()).isEqualTo(expected.size());
            store.put(key(0), block, RowFormat.INSTANCE, StorageLevel.MEMORY_AND_DISK);
            assertThat(read(store, 0)).isEqualTo(expected);
            assertThat(store.evict(key(0))).isTrue();
            assertThat(read(store, 0)).isEqualTo(expected);
        }
    }

    private static BlockListener listener(List<String> heard) {
        return new BlockListener() {
            @Override
            public void evicted(BlockKey key, long heapBytes) {
                heard.add("evicted " + key);
            }

            @Override
            public void lost(BlockKey key) {
                heard.add("lost " + key);
            }
        };
    }

    private static CachedBlock key(int partition) {
        return new CachedBlock(1, partition);
    }

    private static OutputBlock output(int map, int reduce) {
        return new OutputBlock(7, map, reduce);
    }

    private static RowBlock oneRow(int key) {
        RowBuffer buffer = RowBuffer.ofColumns();
        buffer.add(key, 1);
        return buffer.toBlock(0, Codecs.DEFAULT);
    }

    private static List<Object> rows(int partition) {
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add("row " + partition + "." + row);
        }
        return rows;
    }

    private static RowBlock block(int partition) {
        RowBuffer buffer = new RowBuffer();
        rows(partition).forEach(buffer::add);
        return buffer.toBlock(50, Codecs.DEFAULT);
    }

    private static List<Object> read(BlockStore store, int partition) throws Exception {
        StoredBlock block = store.get(key(partition));
        assertThat(block).isNotNull();
        return read(block);
    }

    private static List<Object> read(StoredBlock block) throws Exception {
        List<Object> rows = new ArrayList<>();
        try (Cursor cursor = block.open()) {
            cursor.drain(new Sink() {
                @Override
                public void accept(@Nullable Object row) {
                    rows.add(row);
                }
            });
        }
        return rows;
    }
}
