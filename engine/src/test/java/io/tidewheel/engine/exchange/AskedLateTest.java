package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.exchange.ExchangeRun.Hand;
import io.tidewheel.engine.task.TaskContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Combining for a partitioner that is asked once for each key gives what asking for each row gives. */
class AskedLateTest {
    private static final int PARTITIONS = 3;
    private static final long AMPLE = 1L << 30;
    private static final AtomicLong ASKED = new AtomicLong();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "65536, 5000",
        "262144, 50000",
        "1048576, 1000000",
        "1073741824, 1",
        "1073741824, 5000", // then little beside tables
        "400000, 5000",
        "450000, 5000",
        "500000, 5000",
        "550000, 5000",
        "600000, 5000",
        "650000, 5000",
        "700000, 5000"
    })
    void when_askedLate_then_everyBitIsAsWhenAskedForEachRow(long memory, int keys) throws Exception {
        List<List<Pair<Object, Object>>> maps = maps(2, 20_000, keys);
        assertThat(rows(memory, Combiners.DOUBLE_SUM, true, maps))
                .isEqualTo(rows(AMPLE, Combiners.DOUBLE_SUM, false, maps));
    }

    @ParameterizedTest
    @ValueSource(longs = {64 << 10, AMPLE})
    void when_accumulatorsAreObjects_then_theyComeToTheSameLists(long memory) throws Exception {
        List<List<Pair<Object, Object>>> maps = maps(2, 10_000, 2_000);
        assertThat(rows(memory, Combiners.LISTS, true, maps)).isEqualTo(rows(AMPLE, Combiners.LISTS, false, maps));
    }

    @ParameterizedTest
    @ValueSource(longs = {128 << 10, 8 << 20, AMPLE})
    void when_rowsPassUncombined_then_theyReachTheirPartitionsToo(long memory) throws Exception {
        List<List<Pair<Object, Object>>> maps = maps(1, 100_000, 50_000_000);
        assertThat(rows(memory, Combiners.DOUBLE_SUM, true, maps)
                        .equals(rows(AMPLE, Combiners.DOUBLE_SUM, false, maps)))
                .isTrue();
    }

    @Test
    void when_keysRepeat_then_eachIsAskedForOnce() throws Exception {
        List<List<Pair<Object, Object>>> maps = maps(1, 20_000, 100);
        ASKED.set(0);
        rows(AMPLE, Combiners.DOUBLE_SUM, true, maps);
        assertThat(ASKED.get())
                .isEqualTo(maps.get(0).stream().map(Pair::key).distinct().count());
    }

    @Test
    void when_thereAreNoRows_then_thereAreNoBlocks() throws Exception {
        try (ExchangeRun run = new ExchangeRun(AMPLE, directory)) {
            List<@Nullable Block> blocks = run.task(0, context -> {
                try (ExchangeWriter writer =
                        exchange(Combiners.DOUBLE_SUM, true).writer(context)) {
                    return writer.finish();
                }
            });
            assertThat(blocks).hasSize(PARTITIONS).containsOnlyNulls();
        }
    }

    private List<List<Object>> rows(long memory, Combiner combiner, boolean late, List<List<Pair<Object, Object>>> maps)
            throws Exception {
        try (ExchangeRun run = new ExchangeRun(memory, directory)) {
            return run.rows(exchange(combiner, late), maps, Hand.OVER);
        }
    }

    private static Exchange exchange(Combiner combiner, boolean late) {
        return new CombineExchange(new ByDigits(PARTITIONS, late), combiner, true);
    }

    private static List<List<Pair<Object, Object>>> maps(int maps, int rows, int keys) {
        Random random = new Random(11);
        List<List<Pair<Object, Object>>> all = new ArrayList<>();
        for (int map = 0; map < maps; map++) {
            List<Pair<Object, Object>> ofMap = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                int number = random.nextInt(keys);
                ofMap.add(new Pair<>(number == 0 ? null : "key " + number, random.nextDouble()));
            }
            all.add(ofMap);
        }
        return all;
    }

    record ByDigits(int partitions, boolean isAskedLate) implements Partitioner {
        @Override
        public Split open(TaskContext context) {
            return (key, hash) -> {
                ASKED.incrementAndGet();
                assertThat(hash).isEqualTo(KeyHash.of(key));
                return String.valueOf(key).length() % partitions;
            };
        }
    }
}
