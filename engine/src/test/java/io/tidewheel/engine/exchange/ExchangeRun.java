package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.block.BlockStore;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.block.SpillIo;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.block.StoredBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.memory.MemoryBudget;
import io.tidewheel.engine.memory.TaskShare;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.StageId;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.engine.task.TaskServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs exchanges on one thread with a given memory, and checks that nothing is left of them. */
public final class ExchangeRun implements AutoCloseable {
    /** How reduce tasks get the map outputs. */
    public enum Hand {
        OVER,
        SHARED,
        FROM_DISK
    }

    /** The work of one task. */
    public interface Task<T> {
        T run(TaskContext context) throws Exception;
    }

    public final MemoryBudget budget;
    public final SpillDirectory spill;
    public final BlockStore store;
    private final boolean strict;
    private final Map<Long, Object> computed;
    private long runs;
    public long spilled; // files that there were when a task ended

    public ExchangeRun(long memoryBytes, Path directory) {
        this(memoryBytes, directory, false, Map.of());
    }

    public ExchangeRun(long memoryBytes, Path directory, boolean strict, Map<Long, Object> computed) {
        this.budget = new MemoryBudget(memoryBytes);
        this.spill = new SpillDirectory(directory, SpillIo.disk());
        this.store = new BlockStore(budget, spill, Codecs.DEFAULT);
        this.strict = strict;
        this.computed = computed;
    }

    public <T> T task(int partition, Task<T> work) throws Exception {
        TaskServices services = new TaskServices() {
            @Override
            public String session() {
                return "test";
            }

            @Override
            public Codecs codecs() {
                return Codecs.DEFAULT;
            }

            @Override
            public SpillDirectory spill() {
                return spill;
            }

            @Override
            public @Nullable Cursor stored(CachedBlock rows) {
                return null;
            }

            @Override
            public boolean strict() {
                return strict;
            }
        };
        try (TaskShare share = budget.openTask()) {
            TaskContext context = new TaskContext(
                    new TaskAttempt(0, new StageId(0), partition, 0), services, share, Parameters.NONE, computed);
            T result = work.run(context);
            assertThat(share.used()).as("memory of a task at its end").isZero();
            return result;
        }
    }

    /** What each reduce partition gives, rows as pairs. */
    public List<List<Object>> rows(Exchange exchange, List<? extends List<?>> maps, Hand hand) throws Exception {
        long run = runs++;
        for (int m = 0; m < maps.size(); m++) {
            int map = m;
            List<@Nullable Block> blocks = task(map, context -> {
                try (ExchangeWriter writer = exchange.writer(context)) {
                    for (Object row : maps.get(map)) {
                        push(row, writer);
                    }
                    return writer.finish();
                }
            });
            assertThat(blocks).hasSize(exchange.partitions());
            for (int p = 0; p < blocks.size(); p++) {
                Block block = blocks.get(p);
                if (block != null) {
                    StorageLevel level = hand == Hand.FROM_DISK ? StorageLevel.DISK_ONLY : StorageLevel.MEMORY_AND_DISK;
                    store.put(new OutputBlock(run, map, p), block, exchange.format(), level);
                }
            }
        }
        List<List<Object>> partitions = new ArrayList<>();
        for (int p = 0; p < exchange.partitions(); p++) {
            int partition = p;
            partitions.add(task(partition, context -> {
                try (Cursor cursor = exchange.read(inputs(run, maps.size(), partition, hand), context)) {
                    List<Object> rows = collect(cursor);
                    spilled += spill.files().size();
                    return rows;
                }
            }));
        }
        store.removeIf(key -> key instanceof OutputBlock output && output.exchange() == run);
        assertNothingIsLeft();
        return partitions;
    }

    public void assertNothingIsLeft() {
        assertThat(budget.executionBytes()).as("memory of tasks").isZero();
        assertThat(budget.storageBytes()).as("memory of blocks").isZero();
        assertThat(spill.files()).as("spill files").isEmpty();
    }

    private List<ExchangeInput> inputs(long run, int maps, int partition, Hand hand) {
        List<ExchangeInput> inputs = new ArrayList<>();
        for (int m = 0; m < maps; m++) {
            OutputBlock key = new OutputBlock(run, m, partition);
            StoredBlock block = hand == Hand.OVER ? store.take(key) : store.get(key);
            if (block != null) {
                inputs.add(new Input(m, block, hand == Hand.OVER));
            }
        }
        return inputs;
    }

    private record Input(int mapPartition, StoredBlock block, boolean exclusive) implements ExchangeInput {
        @Override
        public long rows() {
            return block.rows();
        }

        @Override
        public Cursor open() throws Exception {
            return block.open();
        }

        @Override
        public void discard() {
            block.close();
        }
    }

    public static void push(@Nullable Object row, Sink sink) throws Exception {
        if (row instanceof Pair<?, ?> pair && Objects.hashCode(pair.key()) % 2 == 0) { // both lanes
            sink.accept(pair.key(), pair.value());
        } else {
            sink.accept(row);
        }
    }

    public static List<Object> collect(Cursor cursor) throws Exception {
        List<Object> rows = new ArrayList<>();
        Sink sink = new Sink() {
            @Override
            public void accept(@Nullable Object row) {
                rows.add(row);
            }
        };
        for (int i = 0; i < 3; i++) {
            if (!cursor.advance(sink)) {
                assertThat(cursor.advance(sink)).isFalse();
                return rows;
            }
            assertThat(rows).hasSize(i + 1);
        }
        cursor.drain(sink);
        assertThat(cursor.advance(sink)).isFalse();
        return rows;
    }

    @Override
    public void close() throws IOException {
        store.close();
        assertNothingIsLeft();
        spill.close();
    }
}
