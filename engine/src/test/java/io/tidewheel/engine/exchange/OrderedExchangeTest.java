package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.exchange.ExchangeRun.Hand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedExchangeTest {
    private static final long AMPLE = 1L << 30;

    @TempDir
    private Path directory;

    static Stream<Long> memories() {
        return LongStream.of(16 << 10, 100_000, 1 << 20, AMPLE).boxed();
    }

    @ParameterizedTest
    @MethodSource("memories")
    void when_rowsAreSortedByKey_then_theSortIsStable(long memory) throws Exception {
        for (int keys : new int[] {1, 30, 1_000_000}) {
            for (RowOrder order : List.of(new Longs(true), new Longs(false))) {
                List<List<Pair<Object, Object>>> maps = longs(new Random(3), 3, 10_000, keys);
                Object[] bounds = {-keys / 8L, 0L, keys / 4L};
                try (ExchangeRun run = new ExchangeRun(memory, directory, false, Map.of(5L, bounds))) {
                    Exchange exchange = new SortExchange(new RangePartitioner(5, order, 4), order);
                    List<List<Object>> found = run.rows(exchange, maps, Hand.OVER);
                    assertThat(found.stream().flatMap(List::stream).toList())
                            .isEqualTo(maps.stream()
                                    .flatMap(List::stream)
                                    .sorted((a, b) -> order.compare(a.key(), b.key()))
                                    .toList());
                    assertThat(run.spilled > 0 || memory > 100_000).isTrue();
                    assertThat(run.spilled == 0 || memory < AMPLE).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void when_rowsAreOrderedByHash_then_equalHashesKeepTheirOrder(long memory) throws Exception {
        List<List<Pair<Object, Object>>> maps = longs(new Random(4), 4, 5_000, 500);
        try (ExchangeRun run = new ExchangeRun(memory, directory)) {
            List<List<Object>> found = run.rows(new HashOrderExchange(new HashPartitioner(3)), maps, Hand.SHARED);
            Comparator<Pair<Object, Object>> byHash =
                    Comparator.comparingLong(row -> Integer.toUnsignedLong(KeyHash.of(row.key())));
            assertThat(found.stream().flatMap(List::stream).toList())
                    .isEqualTo(
                            maps.stream().flatMap(List::stream).sorted(byHash).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void when_rowsAreDealtOut_then_partitionsAreEvenAndTheSameEachTime(long memory) throws Exception {
        List<List<Pair<Object, Object>>> maps = longs(new Random(4), 3, 3_001, 500);
        try (ExchangeRun run = new ExchangeRun(memory, directory)) {
            List<List<Object>> found = run.rows(new RowExchange(4), maps, Hand.FROM_DISK);
            assertThat(found).allSatisfy(rows -> assertThat(rows.size()).isBetween(2_248, 2_253));
            assertThat(run.rows(new RowExchange(4), maps, Hand.OVER)).isEqualTo(found);
            assertThat(found.stream().flatMap(List::stream).toList())
                    .containsExactlyInAnyOrderElementsOf(
                            maps.stream().flatMap(List::stream).toList());
        }
    }

    @Test
    void when_rowsAreRepartitionedByKey_then_arrivalOrderIsKept() throws Exception {
        List<List<Pair<Object, Object>>> maps = longs(new Random(4), 3, 3_000, 50);
        List<Object> third = new ArrayList<>();
        for (List<Pair<Object, Object>> map : maps) {
            for (Pair<Object, Object> row : map) {
                if (HashPartitioner.partition(KeyHash.of(row.key()), 4) == 2) {
                    third.add(row);
                }
            }
        }
        for (long memory : new long[] {16 << 10, AMPLE}) {
            try (ExchangeRun run = new ExchangeRun(memory, directory)) {
                assertThat(run.rows(new KeyExchange(new HashPartitioner(4)), maps, Hand.OVER)
                                .get(2))
                        .isEqualTo(third);
            }
        }
    }

    /** Else an eviction would read what lies on disk and write it once more. */
    @Test
    void when_aMapTaskSpilled_then_itsOutputLeavesNothingToEvict() throws Exception {
        List<Pair<Object, Object>> rows = longs(new Random(3), 1, 5_000, 1_000).get(0);
        try (ExchangeRun run = new ExchangeRun(100_000, directory)) {
            List<@Nullable Block> blocks = run.task(0, context -> {
                try (ExchangeWriter writer = new KeyExchange(new HashPartitioner(3)).writer(context)) {
                    for (Pair<Object, Object> row : rows) {
                        writer.accept(row.key(), row.value());
                    }
                    return writer.finish();
                }
            });
            long found = 0;
            for (Block block : blocks) {
                assertThat(block.files()).hasSize(1);
                assertThat(block.heapBytes()).isZero();
                found += block.rows();
                block.discard();
            }
            assertThat(found).isEqualTo(5_000);
        }
    }

    /** More runs than are read at once. */
    @Test
    void when_thereAreVeryManyRuns_then_theyAreMergedInPasses() throws Exception {
        List<List<Pair<Object, Object>>> maps = longs(new Random(3), 1, 60_000, 1_000_000);
        RowOrder order = new Longs(true);
        try (ExchangeRun run = new ExchangeRun(1_000, directory)) {
            assertThat(run.rows(new SortExchange(new HashPartitioner(1), order), maps, Hand.OVER)
                            .get(0))
                    .isEqualTo(maps.get(0).stream()
                            .sorted((a, b) -> order.compare(a.key(), b.key()))
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 47, 48, 1_000, 5_000, 100_000})
    void when_numbersAreSortedByDigits_then_theyAreAsFromTheLibrary(int count) {
        for (int spread : new int[] {1, 20, 63}) {
            Random random = new Random(count + spread);
            long[] codes =
                    random.longs(count).map(code -> code >> (63 - spread)).toArray();
            long[] expected = codes.clone();
            java.util.Arrays.sort(expected);
            int[] indexes = java.util.stream.IntStream.range(0, count).toArray();
            long[] original = codes.clone();
            if (count > 0) {
                Radix.sort(codes, indexes, count);
            }
            assertThat(codes).isEqualTo(expected);
            for (int i = 0; i < count; i++) {
                assertThat(original[indexes[i]] == codes[i]).isTrue();
                assertThat(i == 0 || codes[i] != codes[i - 1] || indexes[i] > indexes[i - 1])
                        .isTrue();
            }
        }
    }

    private static List<List<Pair<Object, Object>>> longs(Random random, int maps, int rows, int keys) {
        List<List<Pair<Object, Object>>> all = new ArrayList<>();
        int number = 0;
        for (int m = 0; m < maps; m++) {
            List<Pair<Object, Object>> map = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                map.add(new Pair<>((long) random.nextInt(keys) - keys / 2, "row " + number++));
            }
            all.add(map);
        }
        return all;
    }

    record Longs(boolean prefixed) implements RowOrder {
        @Override
        public int compare(@Nullable Object left, @Nullable Object right) {
            return Long.compare((Long) left, (Long) right);
        }

        @Override
        public boolean hasPrefix(@Nullable Object sample) {
            return prefixed;
        }

        @Override
        public long prefix(@Nullable Object row) {
            return Math.floorDiv((Long) row, 10L); // ties
        }
    }
}
