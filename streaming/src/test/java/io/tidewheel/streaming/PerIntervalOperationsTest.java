package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** As tables: what comes in each interval, an operation, what goes out of each. */
class PerIntervalOperationsTest {
    private static final List<List<Integer>> NUMBERS = List.of(List.of(3, 1, 3), List.of(), List.of(2, 1));
    private static final AtomicInteger COMPUTED = new AtomicInteger();

    private static <I, O> List<List<O>> outputs(List<List<I>> inputs, Function<DStream<I>, DStream<O>> operation) {
        MemorySource<I> source = MemorySource.create();
        MemorySource<Integer> ticks = MemorySource.create(); // so that each interval has a batch
        MemorySink<O> sink = MemorySink.create();
        try (QueryHarness<Void, O> query = QueryHarness.of(sink, streams -> {
            streams.interval(Duration.ofSeconds(1));
            operation.apply(streams.from("in", source)).to("out", sink);
            streams.from("ticks", ticks).count().to("ticks", MemorySink.<Long>create());
        })) {
            List<List<O>> outputs = new ArrayList<>();
            for (List<I> input : inputs) {
                source.addAll(input);
                query.runBatch();
                int batches = outputs.size();
                outputs.add(sink.batches().getOrDefault((long) batches, List.of()));
            }
            return outputs;
        }
    }

    private static <K, V, O> List<List<O>> ofPairs(
            List<List<Pair<K, V>>> inputs, Function<KeyedDStream<K, V>, DStream<O>> operation) {
        return outputs(inputs, rows -> operation.apply(rows.mapToPair(pair -> pair)));
    }

    private static <T> List<T> sorted(Iterable<T> rows) {
        return StreamSupport.stream(rows.spliterator(), false).sorted().toList();
    }

    private static <O> void assertRows(List<List<O>> outputs, List<List<O>> expected) {
        assertThat(outputs).hasSameSizeAs(expected);
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(outputs.get(i)).containsExactlyInAnyOrderElementsOf(expected.get(i));
        }
    }

    @Test
    void when_elementsAreCounted_then_anEmptyIntervalHasNone() {
        assertRows(outputs(NUMBERS, DStream::count), List.of(List.of(3L), List.of(0L), List.of(2L)));
    }

    @Test
    void when_elementsAreReduced_then_anEmptyIntervalHasNothing() {
        assertRows(outputs(NUMBERS, rows -> rows.reduce(Integer::sum)), List.of(List.of(7), List.of(), List.of(3)));
    }

    @Test
    void when_valuesAreCounted_then_eachComesOnceInItsInterval() {
        assertRows(
                outputs(NUMBERS, rows -> rows.countByValue().pairs()),
                List.of(List.of(Pair.of(3, 2L), Pair.of(1, 1L)), List.of(), List.of(Pair.of(2, 1L), Pair.of(1, 1L))));
    }

    @Test
    void when_anIntervalHasPartitions_then_theyCanBeMadeListsMappedAndDealtOut() {
        assertThat(outputs(NUMBERS, rows -> rows.repartition(4).glom()))
                .allMatch(partitions -> partitions.size() == 4)
                .extracting(partitions ->
                        partitions.stream().flatMap(List::stream).sorted().toList())
                .containsExactly(List.of(1, 3, 3), List.of(), List.of(1, 2));
        assertThat(outputs(NUMBERS, rows -> rows.repartition(1)
                        .mapPartitions(all -> List.of(sorted(() -> all)).iterator())))
                .isEqualTo(List.of(List.of(List.of(1, 3, 3)), List.of(List.of()), List.of(List.of(1, 2))));
    }

    private static List<List<Pair<String, Integer>>> pairs() {
        return List.of(List.of(Pair.of("a", 1), Pair.of("b", 5), Pair.of("a", 2)), List.of(), List.of(Pair.of("a", 4)));
    }

    @Test
    void when_valuesOfAKeyComeTogether_then_theyAreThoseOfTheInterval() {
        List<List<Pair<String, Integer>>> sums =
                List.of(List.of(Pair.of("a", 3), Pair.of("b", 5)), List.of(), List.of(Pair.of("a", 4)));
        assertRows(ofPairs(pairs(), in -> in.reduceByKey(Integer::sum).pairs()), sums);
        assertRows(ofPairs(pairs(), in -> in.reduceByKey(Integer::sum, 3).pairs()), sums);
        KeyPartitioner<Object> three = KeyPartitioner.hash(3);
        assertRows(ofPairs(pairs(), in -> in.reduceByKey(Integer::sum, three).pairs()), sums);
        assertRows(
                ofPairs(pairs(), in -> in.aggregateByKey(0, Integer::sum, Integer::sum)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.aggregateByKey(0, Integer::sum, Integer::sum, 3)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.combineByKey(v -> v, Integer::sum, Integer::sum)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.combineByKey(v -> v, Integer::sum, Integer::sum, 3)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.groupByKey()
                        .mapValues(PerIntervalOperationsTest::sum)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.groupByKey(3)
                        .mapValues(PerIntervalOperationsTest::sum)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.groupByKey(three)
                        .mapValues(PerIntervalOperationsTest::sum)
                        .pairs()),
                sums);
        assertRows(
                ofPairs(pairs(), in -> in.partitionBy(three)
                        .cogroup(in, (all, same) -> sum(all))
                        .pairs()),
                sums);
    }

    private static int sum(Iterable<Integer> values) {
        return sorted(values).stream().mapToInt(value -> value).sum();
    }

    @Test
    void when_keysAreCounted_then_countsAreThoseOfTheInterval() {
        List<List<Pair<String, Long>>> counts =
                List.of(List.of(Pair.of("a", 2L), Pair.of("b", 1L)), List.of(), List.of(Pair.of("a", 1L)));
        assertRows(ofPairs(pairs(), in -> in.countByKey().pairs()), counts);
        assertRows(ofPairs(pairs(), in -> in.aggregateByKey(count()).pairs()), counts);
        assertRows(ofPairs(pairs(), KeyedDStream::count), List.of(List.of(3L), List.of(0L), List.of(1L)));
        assertRows(
                ofPairs(pairs(), in -> in.countByValue().keys().map(pair -> pair.key() + pair.value())),
                List.of(List.of("a1", "a2", "b5"), List.of(), List.of("a4")));
    }

    @Test
    void when_twoStreamsAreJoined_then_rowsOfTheSameIntervalMeet() {
        Function<KeyedDStream<String, Integer>, KeyedDStream<String, String>> small =
                in -> in.filter((key, value) -> value < 3).mapValues(value -> "s" + value);
        Function<KeyedDStream<String, Integer>, KeyedDStream<String, String>> large =
                in -> in.filter((key, value) -> value > 1).mapValues(value -> "l" + value);
        assertRows(
                ofPairs(pairs(), in -> small.apply(in)
                        .join(large.apply(in), (s, l) -> s + l)
                        .pairs()),
                List.of(List.of(Pair.of("a", "s1l2"), Pair.of("a", "s2l2")), List.of(), List.of()));
        assertRows(
                ofPairs(pairs(), in -> small.apply(in)
                        .leftJoin(large.apply(in), (s, l) -> s + l)
                        .pairs()),
                List.of(List.of(Pair.of("a", "s1l2"), Pair.of("a", "s2l2")), List.of(), List.of()));
        assertRows(
                ofPairs(pairs(), in -> small.apply(in)
                        .rightJoin(large.apply(in), (s, l) -> s + l)
                        .pairs()),
                List.of(
                        List.of(Pair.of("a", "s1l2"), Pair.of("a", "s2l2"), Pair.of("b", "nulll5")),
                        List.of(),
                        List.of(Pair.of("a", "nulll4"))));
        assertRows(
                ofPairs(pairs(), in -> large.apply(in)
                        .fullJoin(small.apply(in), (l, s) -> l + s)
                        .pairs()),
                List.of(
                        List.of(Pair.of("a", "l2s1"), Pair.of("a", "l2s2"), Pair.of("b", "l5null")),
                        List.of(),
                        List.of(Pair.of("a", "l4null"))));
        assertRows(
                ofPairs(pairs(), in -> small.apply(in)
                        .cogroup(large.apply(in), (s, l) -> sorted(s) + "" + sorted(l))
                        .pairs()),
                List.of(
                        List.of(Pair.of("a", "[s1, s2][l2]"), Pair.of("b", "[][l5]")),
                        List.of(),
                        List.of(Pair.of("a", "[][l4]"))));
    }

    @Test
    void when_aBatchIsTransformed_then_itIsByEverythingThatADatasetCanDo() {
        assertThat(outputs(
                        NUMBERS,
                        rows -> rows.transform(
                                batch -> batch.sorted(Order.<Integer>natural().reversed()))))
                .isEqualTo(List.of(List.of(3, 3, 1), List.of(), List.of(2, 1)));
        assertThat(outputs(NUMBERS, rows -> rows.transformToPair(
                                batch -> batch.sortBy(n -> n).zipWithIndex())
                        .map((number, index) -> number * 10 + index)))
                .isEqualTo(List.of(List.of(10L, 31L, 32L), List.of(), List.of(10L, 21L)));
        assertRows(
                outputs(NUMBERS, rows -> rows.transformWith(rows.map(n -> n - 2), Dataset::intersection)),
                List.of(List.of(1), List.of(), List.of()));
        assertRows(
                outputs(NUMBERS, rows -> rows.transformWithToPair(rows.filter(n -> n > 2), Dataset::cartesian)
                        .pairs()),
                List.of(
                        List.of(
                                Pair.of(3, 3),
                                Pair.of(3, 3),
                                Pair.of(1, 3),
                                Pair.of(1, 3),
                                Pair.of(3, 3),
                                Pair.of(3, 3)),
                        List.of(),
                        List.of()));
        assertRows(
                ofPairs(
                        pairs(),
                        in -> in.transform(batch -> batch.sortByKey().keys().distinct())),
                List.of(List.of("a", "b"), List.of(), List.of("a")));
        assertRows(
                ofPairs(pairs(), in -> in.transformToPair(KeyedDataset::swap).keys()),
                List.of(List.of(1, 5, 2), List.of(), List.of(4)));
        assertRows(
                ofPairs(pairs(), in -> in.transformWithToPair(in.filter((key, v) -> v > 2), KeyedDataset::subtractByKey)
                        .pairs()),
                List.of(List.of(Pair.of("a", 1), Pair.of("a", 2)), List.of(), List.of()));
        assertRows(
                ofPairs(
                        pairs(),
                        in -> in.transformWith(
                                in.swap(), (left, right) -> left.values().union(right.keys()))),
                List.of(List.of(1, 5, 2, 1, 5, 2), List.of(), List.of(4, 4)));
        assertRows(
                ofPairs(pairs(), in -> in.swap().repartition(3).keys()),
                List.of(List.of(1, 5, 2), List.of(), List.of(4)));
    }

    private static int counted(int number) {
        COMPUTED.incrementAndGet();
        return number;
    }

    @Test
    void when_aStreamIsPersisted_then_itsRowsAreComputedOnceForAllThatReadThem_andAreThoseOfTheirBatch() {
        COMPUTED.set(0);
        MemorySource<Integer> source = MemorySource.create();
        MemorySink<Integer> first = MemorySink.create();
        MemorySink<Pair<Integer, Integer>> second = MemorySink.create();
        List<Long> counts = new ArrayList<>();
        try (QueryHarness<Void, Integer> query = QueryHarness.of(first, streams -> {
            DStream<Integer> kept = streams.from("in", source)
                    .map(PerIntervalOperationsTest::counted)
                    .cache();
            kept.to("first", first);
            kept.keyBy(n -> n % 2).persist(StorageLevel.MEMORY_AND_DISK).to("second", second);
            kept.forEachBatch("count", (rows, batch) -> counts.add(rows.count()));
        })) {
            query.add(source, 1, 2, 3)
                    .runBatch()
                    .expect(1, 2, 3)
                    .add(source, 4)
                    .runBatch()
                    .expect(4)
                    .verify();
        }
        assertThat(second.rows()).containsExactlyInAnyOrder(Pair.of(1, 1), Pair.of(0, 2), Pair.of(1, 3), Pair.of(0, 4));
        assertThat(counts).containsExactly(3L, 1L);
        assertThat(COMPUTED).hasValue(4);
    }

    private static void refuse(Function<DStream<Integer>, Object> description, String... texts) {
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel).interval(Duration.ofSeconds(1));
            DStream<Integer> numbers = streams.from("numbers", MemorySource.of(1));
            assertThatThrownBy(() -> description.apply(numbers))
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isIn(Kind.CONFIGURATION, Kind.USER_FUNCTION))
                    .hasMessageContainingAll(texts);
        }
    }

    @Test
    void when_aFunctionOfTransformIsWrong_then_itIsRefusedWhereItIsGiven() {
        refuse(
                numbers -> numbers.transform(rows -> rows.map(n -> n + 1).cache()),
                "transform",
                "persist on the stream");
        refuse(numbers -> numbers.transform(rows -> null), "transform", "gave null");
        refuse(
                numbers -> numbers.transform(rows -> {
                    throw new IllegalStateException("no");
                }),
                "transform",
                "no");
        refuse(
                numbers -> numbers.transform(rows -> {
                    rows.count();
                    return rows;
                }),
                "outside of its batch",
                "forEachBatch");
    }

    @Test
    void when_aTransformKeepsWhatIsNotOfTheStream_then_itMay() {
        List<List<Integer>> outputs = new ArrayList<>();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Dataset<Integer> allowed =
                    tidewheel.parallelize(Arrays.asList(1, 2)).cache();
            MemorySink<Integer> sink = MemorySink.create();
            MemorySource<Integer> source = MemorySource.of(1, 3);
            Streams streams = Streams.on(tidewheel);
            streams.from("in", source)
                    .transform(rows -> rows.intersection(allowed))
                    .to("out", sink);
            Query query = streams.start("q");
            query.processAllAvailable();
            source.add(2, 4);
            query.processAllAvailable();
            query.stop();
            outputs.addAll(sink.batches().values());
        }
        assertThat(outputs).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void when_aStreamHoldsUpdates_then_nothingThatWouldCountThemAgainIsPossible() {
        List<Function<KeyedDStream<Integer, Long>, Object>> operations = List.of(
                KeyedDStream::count,
                KeyedDStream::countByValue,
                KeyedDStream::countByKey,
                KeyedDStream::pairs,
                KeyedDStream::swap,
                KeyedDStream::groupByKey,
                updates -> updates.repartition(1),
                updates -> updates.partitionBy(KeyPartitioner.hash(1)),
                updates -> updates.reduceByKey(Long::sum),
                updates -> updates.aggregateByKey(Aggregators.count()),
                updates -> updates.combineByKey(v -> v, Long::sum, Long::sum),
                updates -> updates.transform(KeyedDataset::values),
                updates -> updates.transformToPair(rows -> rows),
                updates -> updates.join(updates, Long::sum),
                updates -> updates.leftJoin(updates, (left, right) -> left),
                updates -> updates.rightJoin(updates, (left, right) -> right),
                updates -> updates.fullJoin(updates, (left, right) -> right),
                updates -> updates.cogroup(updates, (left, right) -> 1),
                updates -> updates.updateStateByKey((values, state) -> state));
        for (Function<KeyedDStream<Integer, Long>, Object> operation : operations) {
            refuse(
                    numbers -> operation.apply(numbers.keyBy(n -> n).aggregate(count())),
                    "which holds updates",
                    "before aggregate");
        }
    }
}
