package io.tidewheel.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.exchange.ExchangeRun.Hand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CombineExchangeTest {
    private static final long AMPLE = 1L << 30;

    @TempDir
    private Path directory;

    record Case(long memory, int keys, double hot, Hand hand) {}

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (long memory : new long[] {64 << 10, 256 << 10, 1 << 20, AMPLE}) {
            for (int keys : new int[] {1, 50, 5_000, 1_000_000}) {
                all.add(new Case(memory, keys, 0, Hand.OVER));
            }
            all.add(new Case(memory, 10_000, 0.9, Hand.OVER));
            all.add(new Case(memory, 10_000, 0.9, Hand.SHARED));
            all.add(new Case(memory, 3_000, 0.5, Hand.FROM_DISK));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void when_doublesAreSummed_then_everyBitIsAsInTheModel(Case given) throws Exception {
        List<List<Pair<Object, Object>>> maps = keyed(new Random(7), 3, 20_000, given, Random::nextDouble);
        Exchange exchange = new CombineExchange(new HashPartitioner(3), Combiners.DOUBLE_SUM, true);
        try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
            assertThat(run.rows(exchange, maps, given.hand))
                    .isEqualTo(model(exchange, Combiners.DOUBLE_SUM, maps, true));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void when_listsGrow_then_everyValueIsThereInOrder(Case given) throws Exception {
        List<List<Pair<Object, Object>>> maps = keyed(new Random(8), 2, 10_000, given, Random::nextInt);
        for (boolean mapSide : new boolean[] {true, false}) {
            Exchange exchange = new CombineExchange(new HashPartitioner(2), Combiners.LISTS, mapSide);
            try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
                assertThat(run.rows(exchange, maps, given.hand))
                        .isEqualTo(model(exchange, Combiners.LISTS, maps, mapSide));
            }
        }
    }

    @Test
    void when_memoryIsShort_then_filesAreUsed() throws Exception {
        Case given = new Case(64 << 10, 1_000_000, 0, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(7), 3, 20_000, given, Random::nextDouble);
        try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
            run.rows(new CombineExchange(new HashPartitioner(3), Combiners.DOUBLE_SUM, true), maps, Hand.OVER);
            assertThat(run.spilled).isPositive();
        }
        try (ExchangeRun run = new ExchangeRun(AMPLE, directory)) {
            run.rows(new CombineExchange(new HashPartitioner(3), Combiners.DOUBLE_SUM, true), maps, Hand.OVER);
            assertThat(run.spilled).isZero();
        }
    }

    /** Else an eviction would read what lies on disk and write it once more. */
    @Test
    void when_rowsThatPassedWereSpilled_then_theOutputLeavesNothingToEvict() throws Exception {
        int rows = 200_000;
        try (ExchangeRun run = new ExchangeRun(12 << 20, directory)) {
            List<@Nullable Block> blocks = run.task(0, context -> {
                Exchange exchange = new CombineExchange(new HashPartitioner(3), Combiners.DOUBLE_SUM, true);
                try (ExchangeWriter writer = exchange.writer(context)) {
                    for (int row = 0; row < rows; row++) {
                        writer.accept("key " + row, 1.0 * row);
                    }
                    return writer.finish();
                }
            });
            long found = 0;
            for (Block block : blocks) {
                assertThat(block.files()).isNotEmpty();
                assertThat(block.heapBytes()).isZero();
                found += block.rows();
                block.discard();
            }
            assertThat(found).isEqualTo(rows);
        }
    }

    /** Hardly two rows a key: after 65,536 rows they pass uncombined, and how much memory there is does not show. */
    @Test
    void when_keysHardlyRepeat_then_resultsAreTheSameForAnyMemory() throws Exception {
        Case given = new Case(0, 50_000_000, 0.01, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(9), 2, 150_000, given, Random::nextDouble);
        Exchange exchange = new CombineExchange(new HashPartitioner(2), Combiners.DOUBLE_SUM, true);
        List<List<Object>> expected = null;
        for (long memory : new long[] {AMPLE, 8 << 20, 1 << 20, 128 << 10}) {
            try (ExchangeRun run = new ExchangeRun(memory, directory)) {
                List<List<Object>> rows = run.rows(exchange, maps, Hand.OVER);
                expected = expected == null ? rows : expected;
                assertThat(rows.equals(expected)).as("memory " + memory).isTrue();
            }
        }
        assertThat(expected).isNotNull();
        assertThat(close(expected, model(exchange, Combiners.DOUBLE_SUM, maps, true)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Hand.class)
    void when_theFirstValueIsChangedInPlace_then_itIsACopy(Hand hand) throws Exception {
        List<Object> shared = new ArrayList<>(List.of(1));
        List<List<Pair<Object, Object>>> maps =
                List.of(List.of(Pair.of("a", shared), Pair.of("a", shared)), List.of(Pair.of("a", shared)));
        try (ExchangeRun run = new ExchangeRun(AMPLE, directory)) {
            Exchange exchange = new CombineExchange(new HashPartitioner(1), Combiners.APPENDING, true);
            assertThat(run.rows(exchange, maps, hand)).isEqualTo(List.of(List.of(Pair.of("a", List.of(1, 1, 1)))));
        }
        assertThat(shared).isEqualTo(List.of(1));
    }

    @Test
    void when_thereAreNoRows_then_thereAreNoBlocks() throws Exception {
        try (ExchangeRun run = new ExchangeRun(AMPLE, directory)) {
            Exchange exchange = new CombineExchange(new HashPartitioner(2), Combiners.LONG_SUM, true);
            assertThat(run.rows(exchange, List.of(List.of(), List.of()), Hand.OVER))
                    .isEqualTo(List.of(List.of(), List.of()));
        }
    }

    @Test
    void when_hashesCollide_then_keysStayApartInOrderOfArrival() throws Exception {
        List<Pair<Object, Object>> rows = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 700; key++) {
                rows.add(Pair.of(new Colliding(key * 7 % 700), 1L));
            }
        }
        for (long memory : new long[] {20_000, AMPLE}) {
            try (ExchangeRun run = new ExchangeRun(memory, directory)) {
                Exchange exchange = new CombineExchange(new HashPartitioner(4), Combiners.LONG_SUM, true);
                List<List<Pair<Object, Object>>> maps = List.of(rows, rows);
                assertThat(run.rows(exchange, maps, Hand.OVER))
                        .isEqualTo(model(exchange, Combiners.LONG_SUM, maps, true));
            }
        }
    }

    @Test
    void when_thePartitionerIsNoHash_then_orderIsStillByHash() throws Exception {
        Case given = new Case(AMPLE, 3_000, 0, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(5), 3, 10_000, given, random -> 1L);
        for (long memory : new long[] {64 << 10, AMPLE}) {
            try (ExchangeRun run = new ExchangeRun(memory, directory)) {
                Exchange exchange = new CombineExchange(new ByLength(3), Combiners.LONG_SUM, true);
                assertThat(run.rows(exchange, maps, Hand.OVER))
                        .isEqualTo(model(exchange, Combiners.LONG_SUM, maps, true));
            }
        }
    }

    @Test
    void when_theCombinerThrows_then_neitherMemoryNorFilesAreLeft() throws Exception {
        Combiner failing = new Failing(15_000);
        Case given = new Case(64 << 10, 9_000, 0, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(5), 1, 30_000, given, random -> 1L);
        try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
            assertThatThrownBy(
                            () -> run.rows(new CombineExchange(new HashPartitioner(2), failing, true), maps, Hand.OVER))
                    .hasMessage("as asked");
            run.assertNothingIsLeft();
        }
    }

    @Test
    void when_mergingThrows_then_whatTheReaderTookIsNotLeft() throws Exception {
        Case given = new Case(1 << 20, 900, 0, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(5), 3, 1_000, given, random -> 1L);
        Combiner refusing = new Failing(Integer.MAX_VALUE) {
            private static final long serialVersionUID = 1L;

            @Override
            public Object merge(@Nullable Object left, @Nullable Object right) {
                throw new IllegalStateException("no merging");
            }
        };
        try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
            assertThatThrownBy(() ->
                            run.rows(new CombineExchange(new HashPartitioner(1), refusing, true), maps, Hand.OVER))
                    .hasMessage("no merging");
            run.assertNothingIsLeft();
        }
    }

    @Test
    void when_aTaskIsCancelled_then_itStopsAndLeavesNothing() throws Exception {
        try (ExchangeRun run = new ExchangeRun(64 << 10, directory)) {
            assertThatThrownBy(() -> run.task(0, context -> {
                        try (ExchangeWriter writer =
                                new CombineExchange(new HashPartitioner(2), Combiners.LONG_SUM, true).writer(context)) {
                            for (int row = 0; row < 100_000; row++) {
                                if (row == 50_000) {
                                    context.cancel("the test says so");
                                }
                                writer.accept(row, 1L);
                            }
                            return writer.finish();
                        }
                    }))
                    .hasMessageContaining("the test says so");
            run.assertNothingIsLeft();
        }
    }

    @Test
    void when_runAThousandTimes_then_nothingIsLeft() throws Exception {
        Case given = new Case(64 << 10, 100, 0, Hand.OVER);
        List<List<Pair<Object, Object>>> maps = keyed(new Random(5), 2, 100, given, random -> 1L);
        Exchange exchange = new CombineExchange(new HashPartitioner(2), Combiners.LONG_SUM, true);
        try (ExchangeRun run = new ExchangeRun(given.memory, directory)) {
            for (int i = 0; i < 1_000; i++) {
                run.rows(exchange, maps, Hand.OVER); // which checks it
            }
        }
    }

    interface Values {
        Object next(Random random);
    }

    static List<List<Pair<Object, Object>>> keyed(Random random, int maps, int rows, Case given, Values values) {
        List<List<Pair<Object, Object>>> all = new ArrayList<>();
        for (int m = 0; m < maps; m++) {
            List<Pair<Object, Object>> map = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                int key = random.nextDouble() < given.hot ? 0 : random.nextInt(given.keys) - given.keys / 2;
                map.add(new Pair<>(key(key), values.next(random)));
            }
            all.add(map);
        }
        return all;
    }

    private static @Nullable Object key(int key) {
        return switch (Math.floorMod(key, 5)) {
            case 0 -> "key " + key;
            case 1 -> key == 1 ? null : (Object) (long) key;
            default -> key;
        };
    }

    /** The slow and obvious way. */
    static List<List<Object>> model(
            Exchange exchange, Combiner combiner, List<List<Pair<Object, Object>>> maps, boolean mapSide)
            throws Exception {
        Map<Object, Object> all = new LinkedHashMap<>();
        for (List<Pair<Object, Object>> map : maps) {
            Map<Object, Object> own = mapSide ? new LinkedHashMap<>() : all;
            for (Pair<Object, Object> row : map) {
                Object key = row.key();
                own.put(
                        key,
                        own.containsKey(key) ? combiner.fold(own.get(key), row.value()) : combiner.create(row.value()));
            }
            for (Map.Entry<Object, Object> entry :
                    mapSide ? List.copyOf(own.entrySet()) : List.<Map.Entry<Object, Object>>of()) {
                Object key = entry.getKey();
                all.put(key, all.containsKey(key) ? combiner.merge(all.get(key), entry.getValue()) : entry.getValue());
            }
        }
        Partitioner partitioner = ((CombineExchange) exchange).partitioner();
        List<List<Object>> partitions = new ArrayList<>();
        for (int p = 0; p < exchange.partitions(); p++) {
            partitions.add(new ArrayList<>());
        }
        for (Map.Entry<Object, Object> entry : all.entrySet()) {
            int hash = KeyHash.of(entry.getKey());
            int partition = partitioner instanceof ByLength byLength
                    ? byLength.partition(entry.getKey())
                    : HashPartitioner.partition(hash, exchange.partitions());
            partitions.get(partition).add(new Pair<>(entry.getKey(), entry.getValue()));
        }
        partitions.forEach(rows -> rows.sort(
                Comparator.comparingLong(row -> Integer.toUnsignedLong(KeyHash.of(((Pair<?, ?>) row).key())))));
        return partitions;
    }

    private static boolean close(List<List<Object>> rows, List<List<Object>> expected) {
        for (int p = 0; p < rows.size(); p++) {
            for (int i = 0; i < rows.get(p).size(); i++) {
                Pair<?, ?> row = (Pair<?, ?>) rows.get(p).get(i);
                Pair<?, ?> wanted = (Pair<?, ?>) expected.get(p).get(i);
                if (!String.valueOf(row.key()).equals(String.valueOf(wanted.key()))
                        || Math.abs((Double) row.value() - (Double) wanted.value()) > 1e-6) {
                    return false;
                }
            }
            if (rows.get(p).size() != expected.get(p).size()) {
                return false;
            }
        }
        return true;
    }

    record ByLength(int partitions) implements Partitioner {
        int partition(@Nullable Object key) {
            return String.valueOf(key).length() % partitions;
        }

        @Override
        public Split open(io.tidewheel.engine.task.TaskContext context) {
            return (key, hash) -> partition(key);
        }
    }

    record Colliding(int number) {
        @Override
        public int hashCode() {
            return 77;
        }
    }

    private static class Failing implements Combiner {
        private static final long serialVersionUID = 1L;
        private int left;

        Failing(int calls) {
            this.left = calls;
        }

        @Override
        public @Nullable Object create(@Nullable Object value) {
            return value;
        }

        @Override
        public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) {
            if (--left == 0) {
                throw new IllegalStateException("as asked");
            }
            return accumulator;
        }

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) {
            return left;
        }

        @Override
        public boolean sharesFirst() {
            return true;
        }
    }
}
