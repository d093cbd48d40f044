package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.ForEachFunction;
import io.tidewheel.function.ForEachFunction2;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.MapFunction3;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Arguments that cannot be are refused where they are given, before anything runs. */
class ArgumentsTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();
    private final Dataset<Integer> rows = tw.parallelize(List.of(1, 2, 3), 2);
    private final KeyedDataset<Integer, Integer> keyed = rows.keyBy(x -> x);
    private final LongDataset longs = tw.range(0, 3);
    private final DoubleDataset doubles = rows.mapToDouble(x -> x);

    @AfterEach
    void close() {
        tw.close();
    }

    private static void refused(String message, ThrowingCallable call) {
        Throwable found = catchThrowable(call);
        assertThat(found).as(message).isInstanceOf(TidewheelException.class).hasMessageContaining(message);
        assertThat(((TidewheelException) found).kind()).as(message).isEqualTo(Kind.CONFIGURATION);
        assertThat(found.getMessage()).doesNotContain("stage");
    }

    @Test
    void when_aFunctionIsNull_then_theOperationIsNamed() {
        refused("map was given null", () -> rows.map(null));
        refused("filter was given null", () -> rows.filter(null));
        refused("flatMap was given null", () -> rows.flatMap((FlatMapFunction<Integer, Integer>) null));
        refused("flatMapStream was given null", () -> rows.flatMapStream(null));
        refused("keyBy was given null", () -> rows.keyBy(null));
        refused("mapToPair was given null", () -> rows.mapToPair(null));
        refused("flatMapToPair was given null", () -> rows.flatMapToPair(null));
        refused("mapToLong was given null", () -> rows.mapToLong(null));
        refused("mapToDouble was given null", () -> rows.mapToDouble(null));
        refused("mapPartitions was given null", () -> rows.mapPartitions(null));
        refused("mapPartitionsWithIndex was given null", () -> rows.mapPartitionsWithIndex(null));
        refused("zipPartitions was given null", () -> rows.zipPartitions(rows, null));
        refused("groupBy was given null", () -> rows.groupBy(null));
        refused("sortBy was given null", () -> rows.sortBy((MapFunction<Integer, Integer>) null));
        refused("reduce was given null", () -> rows.reduce(null));
        refused("treeReduce was given null", () -> rows.treeReduce(null));
        refused("fold was given null", () -> rows.fold(0, null));
        refused("aggregate was given null", () -> rows.aggregate(0, null, Integer::sum));
        refused("aggregate was given null", () -> rows.aggregate(0, Integer::sum, null));
        refused("aggregateFrom was given null", () -> rows.aggregateFrom(null, Integer::sum, Integer::sum));
        refused("treeAggregate was given null", () -> rows.treeAggregate(0, Integer::sum, null));
        refused("aggregate was given null", () -> rows.aggregate((Aggregator<Integer, ?, Integer>) null));
        refused("forEach was given null", () -> rows.forEach(null));
        refused("forEachPartition was given null", () -> rows.forEachPartition(null));
        refused("map was given null", () -> longs.map(null));
        refused("filter was given null", () -> longs.filter(null));
        refused("reduce was given null", () -> longs.reduce(null));
        refused("map was given null", () -> doubles.map(null));
        refused("filter was given null", () -> doubles.filter(null));
        refused("reduce was given null", () -> doubles.reduce(null));
    }

    @Test
    void when_aFunctionOfKeyedRowsIsNull_then_theOperationIsNamed() {
        refused("map was given null", () -> keyed.map(null));
        refused("filter was given null", () -> keyed.filter(null));
        refused("flatMap was given null", () -> keyed.flatMap((FlatMapFunction2<Integer, Integer, Integer>) null));
        refused("mapValues was given null", () -> keyed.mapValues((MapFunction<Integer, Integer>) null));
        refused("mapValues was given null", () -> keyed.mapValues((MapFunction2<Integer, Integer, Integer>) null));
        refused("flatMapValues was given null", () -> keyed.flatMapValues((FlatMapFunction<Integer, Integer>) null));
        refused("keyBy was given null", () -> keyed.keyBy(null));
        refused("reduceByKey was given null", () -> keyed.reduceByKey(null));
        refused("foldByKey was given null", () -> keyed.foldByKey(0, null));
        refused("aggregateByKey was given null", () -> keyed.aggregateByKey(0, null, Integer::sum));
        refused("aggregateByKeyFrom was given null", () -> keyed.aggregateByKeyFrom(null, Integer::sum, Integer::sum));
        refused("foldByKeyFrom was given null", () -> keyed.foldByKeyFrom(null, Integer::sum));
        refused("foldByKeyFrom was given null", () -> keyed.foldByKeyFrom(() -> 0, null));
        refused("foldFrom was given null", () -> rows.foldFrom(null, Integer::sum));
        refused("foldFrom was given null", () -> rows.foldFrom(() -> 0, null));
        refused("treeAggregateFrom was given null", () -> rows.treeAggregateFrom(null, Integer::sum, Integer::sum));
        refused("treeAggregateFrom was given null", () -> rows.treeAggregateFrom(() -> 0, null, Integer::sum));
        refused("treeAggregateFrom was given null", () -> rows.treeAggregateFrom(() -> 0, Integer::sum, null));
        refused("filterByRange was given null", () -> keyed.filterByRange(1, 2, null));
        refused("sampleByKeyExact was given null", () -> keyed.sampleByKeyExact(false, null));
        refused("combineByKey was given null", () -> keyed.combineByKey(x -> x, null, Integer::sum));
        refused("aggregate was given null", () -> keyed.aggregate(null));
        refused("join was given null", () -> keyed.join(keyed, null));
        refused("leftJoin was given null", () -> keyed.leftJoin(keyed, null));
        refused("rightJoin was given null", () -> keyed.rightJoin(keyed, null));
        refused("fullJoin was given null", () -> keyed.fullJoin(keyed, null));
        refused(
                "cogroup was given null",
                () -> keyed.cogroup(keyed, (MapFunction2<Iterable<Integer>, Iterable<Integer>, Integer>) null));
        refused(
                "cogroup was given null",
                () -> keyed.cogroup(
                        keyed, keyed, (MapFunction3<Iterable<Integer>, Iterable<Integer>, Iterable<Integer>, Integer>)
                                null));
        refused("forEach was given null", () -> keyed.forEach((ForEachFunction<Pair<Integer, Integer>>) null));
        refused("forEach was given null", () -> keyed.forEach((ForEachFunction2<Integer, Integer>) null));
        refused("forEachPartition was given null", () -> keyed.forEachPartition(null));
    }

    @Test
    void when_anotherArgumentIsNull_then_itIsNamed() {
        refused("partitionBy was given null", () -> keyed.partitionBy(null));
        refused("sortByKey was given null", () -> keyed.sortByKey(null));
        refused("sorted was given null", () -> rows.sorted(null));
        refused("takeOrdered was given null", () -> rows.takeOrdered(1, null));
        refused("top was given null", () -> rows.top(1, null));
        refused("max was given null", () -> rows.max(null));
        refused("min was given null", () -> rows.min(null));
        refused("given null instead of another dataset", () -> keyed.join(null));
        refused("given null instead of another dataset", () -> keyed.cogroup((KeyedDataset<Integer, Integer>) null));
        refused("given null instead of another dataset", () -> keyed.subtractByKey(null));
        refused("given null instead of another dataset", () -> rows.intersection(null));
        refused("given null instead of another dataset", () -> rows.subtract(null));
        refused("given null instead of another dataset", () -> rows.zip(null));
        refused("given null instead of another dataset", () -> rows.cartesian(null));
        refused("given null instead of another dataset", () -> longs.unionAll(Collections.singletonList(null)));
        refused("persist was given null", () -> rows.persist(null));
        refused("named was given null", () -> rows.named(null));
        refused("path", () -> rows.saveAsTextFile(null));
        refused("path", () -> rows.saveAsObjectFile(null));
        refused("path", () -> rows.saveLineage(null));
    }

    @Test
    void when_aSessionIsAskedForWhatCannotBe_then_itSaysWhat() {
        refused("master was given null", () -> Tidewheel.builder().master(null));
        refused("name was given null", () -> Tidewheel.builder().name(null));
        refused("path", () -> tw.textFile(null));
        refused("path", () -> tw.textFile(null, 2));
        refused("path", () -> tw.wholeTextFiles(null));
        refused("path", () -> tw.binaryFiles(null));
        refused("path", () -> tw.objectFile(null));
        refused("path", () -> tw.jsonLines(null, Row.class));
        refused("path", () -> tw.csvFile(null, Row.class));
        refused("parallelize was given null", () -> tw.parallelize(null));
        refused("parallelizePairs was given null", () -> tw.parallelizePairs(null));
        refused("element 1 is null", () -> tw.parallelizePairs(Arrays.asList(Pair.of(1, 1), null)));
        refused("9223372036854775807", () -> tw.range(Long.MIN_VALUE, Long.MAX_VALUE));
        refused("describeJobs was given null", () -> tw.describeJobs(null));
        refused("groupJobs was given null", () -> tw.groupJobs(null));
        refused("poolJobs was given null", () -> tw.poolJobs(null));
        refused("listen was given null", () -> tw.listen(null));
        refused("unlisten was given null", () -> tw.unlisten(null));
        refused("broadcast was given null as its value", () -> tw.broadcast(null));
        refused("longAccumulator was given null as its name", () -> tw.longAccumulator(null));
        refused("doubleAccumulator was given null as its name", () -> tw.doubleAccumulator(null));
        refused("collectionAccumulator was given null as its name", () -> tw.collectionAccumulator(null));
        refused("accumulator was given null as its name", () -> tw.accumulator(null, Aggregators.count()));
    }

    @Test
    void when_aCommandOrAFractionCannotBe_then_itIsRefused() {
        refused("the command is empty", () -> rows.pipe(List.of()));
        refused("pipe was given null", () -> rows.pipe(null));
        refused("pipe was given null", () -> rows.pipe(List.of("cat"), null));
        refused("word 1 of the command is null", () -> rows.pipe(Arrays.asList("cat", null)));
        Map<String, String> unset = new HashMap<>();
        unset.put("A", null);
        refused("environment variable A", () -> rows.pipe(List.of("cat"), unset));
        Map<Integer, Double> fractions = new HashMap<>();
        fractions.put(1, null);
        refused("sample fraction null of key 1", () -> keyed.sampleByKey(false, fractions));
        refused("sampleByKey was given null", () -> keyed.sampleByKey(false, null));
    }

    record Row(int a) {}
}
