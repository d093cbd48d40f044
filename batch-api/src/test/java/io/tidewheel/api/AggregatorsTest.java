package io.tidewheel.api;

import static io.tidewheel.api.Aggregators.avg;
import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.countDistinct;
import static io.tidewheel.api.Aggregators.countDistinctApprox;
import static io.tidewheel.api.Aggregators.filtering;
import static io.tidewheel.api.Aggregators.mapping;
import static io.tidewheel.api.Aggregators.max;
import static io.tidewheel.api.Aggregators.min;
import static io.tidewheel.api.Aggregators.reducing;
import static io.tidewheel.api.Aggregators.several;
import static io.tidewheel.api.Aggregators.stats;
import static io.tidewheel.api.Aggregators.sumDouble;
import static io.tidewheel.api.Aggregators.sumLong;
import static io.tidewheel.api.Aggregators.toList;
import static io.tidewheel.api.Aggregators.toSet;
import static io.tidewheel.api.Aggregators.topN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AggregatorsTest {
    record Hit(String path, long bytes) {}

    private static final Order<Integer> BY_TENS = Order.by((Integer value) -> value / 10);

    static Stream<Arguments> aggregators() {
        return Stream.of(
                of("count", count(), values -> (long) values.size()),
                of("sumLong", sumLong(v -> v), values -> values.stream()
                        .mapToLong(v -> v)
                        .sum()),
                of("sumDouble", sumDouble(v -> v), values -> values.stream()
                        .mapToDouble(v -> v)
                        .sum()),
                of(
                        "avg",
                        avg(v -> v),
                        values -> values.isEmpty()
                                ? Double.NaN
                                : values.stream().mapToDouble(v -> v).sum() / values.size()),
                of("min", min(), values -> values.isEmpty() ? null : Collections.min(values)),
                of("max", max(), values -> values.isEmpty() ? null : Collections.max(values)),
                of("first least", min(BY_TENS), values -> values.stream()
                        .reduce((a, b) -> b / 10 < a / 10 ? b : a)
                        .orElse(null)),
                of("first greatest", max(BY_TENS), values -> values.stream()
                        .reduce((a, b) -> b / 10 > a / 10 ? b : a)
                        .orElse(null)),
                of("last", reducing((a, b) -> b), values -> values.isEmpty() ? null : values.get(values.size() - 1)),
                of("concatenating", mapping(v -> "" + v, reducing(String::concat)), values -> values.stream()
                        .map(v -> "" + v)
                        .reduce(String::concat)
                        .orElse(null)),
                of("topN", topN(3, BY_TENS), values -> values.stream()
                        .sorted(BY_TENS.reversed())
                        .limit(3)
                        .toList()),
                of("top 0", topN(0, BY_TENS), values -> List.of()),
                of("toList", toList(), values -> values),
                of("toSet", toSet(), values -> new LinkedHashSet<>(values)),
                of("countDistinct", countDistinct(), values -> values.stream()
                        .distinct()
                        .count()),
                of("countDistinctApprox", countDistinctApprox(), values -> values.stream()
                        .distinct()
                        .count()),
                of("filtering", filtering(v -> v > 5, count()), values -> values.stream()
                        .filter(v -> v > 5)
                        .count()),
                of(
                        "two",
                        several(count(), Aggregators.<Integer>max(), (n, greatest) -> List.of(n, greatest)),
                        values -> values.isEmpty()
                                ? null
                                : List.of(Long.valueOf(values.size()), Collections.max(values))),
                of(
                        "three",
                        several(count(), sumLong(v -> v), toList(), (a, b, c) -> a + b + c.size()),
                        values -> 2L * values.size()
                                + values.stream().mapToLong(v -> v).sum()),
                of(
                        "four",
                        several(count(), count(), count(), count(), (a, b, c, d) -> a + b + c + d),
                        values -> 4L * values.size()));
    }

    private static <R> Arguments of(
            String name, Aggregator<Integer, ?, R> aggregator, Function<List<Integer>, Object> model) {
        return Arguments.of(name, aggregator, model);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aggregators")
    void when_valuesAreCutAnywhere_then_theResultIsThatOfAll(
            String name, Aggregator<Integer, Object, Object> aggregator, Function<List<Integer>, Object> model)
            throws Exception {
        Aggregator<Integer, Object, Object> copy = serialised(aggregator);
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Integer> values =
                    random.ints(random.nextInt(60), 0, 50).boxed().toList();
            if (values.isEmpty() && name.equals("two")) {
                continue;
            }
            Object whole = aggregated(aggregator, values);
            assertThat(cut(copy, values, random)).as("seed %d", seed).isEqualTo(whole);
            if (model != null) {
                assertThat(whole).as("seed %d", seed).isEqualTo(model.apply(values));
            }
        }
    }

    private static <R> R aggregated(Aggregator<Integer, Object, R> aggregator, List<Integer> values) throws Exception {
        Object accumulator = aggregator.create();
        for (Integer value : values) {
            accumulator = aggregator.add(accumulator, value);
        }
        R result = aggregator.finish(accumulator);
        assertThat(aggregator.finish(accumulator)).isEqualTo(result);
        return result;
    }

    /** Cut in pieces, each of which goes through bytes, as a spilled one would. */
    private static Object cut(Aggregator<Integer, Object, Object> aggregator, List<Integer> values, Random random)
            throws Exception {
        Codecs codecs = Codecs.DEFAULT;
        Object merged = aggregator.create();
        Object piece = aggregator.create();
        for (Integer value : values) {
            piece = aggregator.add(piece, value);
            if (random.nextInt(5) == 0) {
                merged = aggregator.merge(merged, codecs.fromBytes(codecs.toBytes(piece)));
                piece = aggregator.create();
            }
        }
        return aggregator.finish(aggregator.merge(merged, piece));
    }

    @SuppressWarnings("unchecked") // the same class
    private static <T> T serialised(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(object);
        return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void when_longsAreSummed_then_onlyAResultThatIsTooLargeIsAnError() {
        try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
            List<Long> back = List.of(Long.MAX_VALUE, Long.MAX_VALUE, -Long.MAX_VALUE, -Long.MAX_VALUE, 7L);
            List<Long> least = List.of(Long.MIN_VALUE, -1L, 1L);
            for (int partitions = 1; partitions <= 5; partitions++) {
                LongDataset numbers = tw.parallelize(back, partitions).mapToLong(x -> x);
                assertThat(numbers.sum()).isEqualTo(7);
                assertThat(tw.parallelize(least, partitions).mapToLong(x -> x).sum())
                        .isEqualTo(Long.MIN_VALUE);
                LongDataset tooMany = numbers.union(tw.range(0, 2).map(x -> Long.MAX_VALUE));
                assertThatThrownBy(tooMany::sum)
                        .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                                .isEqualTo(TidewheelException.Kind.BAD_DATA))
                        .hasMessageContaining("18446744073709551621, which is too large for a long");
            }
            assertThat(tw.range(0, 0).sum()).isZero();
        }
    }

    @Test
    void when_twoAggregatorsAreOfABroaderType_then_theyAggregateANarrowerOne() {
        Aggregator<Object, ?, Long> objects = count();
        try (Tidewheel tw = Tidewheel.builder().master("local[1]").open()) {
            Aggregator<Long, ?, String> both = several(objects, objects, (a, b) -> a + "/" + b);
            assertThat(tw.range(0, 3).boxed().aggregate(both)).isEqualTo("3/3");
        }
    }

    @Test
    void when_writtenAsInTheGuide_then_typesAreInferred() throws Exception {
        Aggregator<Hit, ?, List<Hit>> largest = topN(2, Order.by(Hit::bytes));
        Aggregator<Hit, ?, String> both =
                several(count(), sumDouble(Hit::bytes), (n, sum) -> n + " hits, " + sum + " bytes");
        Aggregator<Hit, long[], Long> own = Aggregator.of(
                () -> new long[1],
                (total, hit) -> {
                    total[0] += hit.bytes();
                    return total;
                },
                (left, right) -> new long[] {left[0] + right[0]},
                total -> total[0]);
        long[] total = own.add(own.add(own.create(), new Hit("/", 3)), new Hit("/", 4));

        assertThat(own.finish(own.merge(total, own.create()))).isEqualTo(7);
        assertThat(largest).isNotNull();
        assertThat(both).isNotNull();
    }

    @Test
    void when_aSumOfLongsDoesNotFit_then_anErrorTellsIt() throws Exception {
        assertThat(sums(Long.MAX_VALUE, 1, -1)).isEqualTo(Long.MAX_VALUE);
        assertThat(sums(Long.MIN_VALUE, -1, 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(sums(-1, 5, -4)).isZero();
        assertThatThrownBy(() -> sums(Long.MAX_VALUE, 1))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("9223372036854775808");
        assertThatThrownBy(() -> sums(Long.MIN_VALUE, -1)).hasMessageContaining("-9223372036854775809");
    }

    private static long sums(long... values) throws Exception {
        NumberAggregators.SumLong<Long> sum = new NumberAggregators.SumLong<>(value -> value);
        long[] accumulator = sum.create();
        for (long value : values) {
            accumulator = sum.merge(accumulator, sum.add(sum.create(), value));
        }
        return sum.finish(accumulator);
    }

    @Test
    void when_numbersAreSummarised_then_varianceIsExactToo() throws Exception {
        NumberAggregators.Summary<Double> summary = new NumberAggregators.Summary<>(value -> value);
        StatsCell cell = summary.create();
        for (double value : new double[] {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}) {
            cell = summary.merge(summary.add(summary.create(), value), cell);
        }
        Stats stats = summary.finish(cell);

        assertThat(stats.count()).isEqualTo(4);
        assertThat(stats.sum()).isEqualTo(4e9 + 40);
        assertThat(stats.mean()).isEqualTo(1e9 + 10);
        assertThat(stats.variance()).isEqualTo(22.5);
        assertThat(stats.sampleVariance()).isEqualTo(30);
        assertThat(stats.stdev()).isEqualTo(Math.sqrt(22.5));
        assertThat(stats.sampleStdev()).isEqualTo(Math.sqrt(30));
        assertThat(stats.min()).isEqualTo(1e9 + 4);
        assertThat(stats.max()).isEqualTo(1e9 + 16);
    }

    @Test
    void when_numbersAreExtreme_then_statisticsStayMeaningful() throws Exception {
        assertThat(statsOf().mean()).isNaN();
        assertThat(statsOf().variance()).isNaN();
        assertThat(statsOf().min()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(statsOf(5).sampleVariance()).isNaN();
        assertThat(statsOf(5).variance()).isZero();
        assertThat(statsOf(Double.MAX_VALUE, Double.MAX_VALUE).mean()).isEqualTo(Double.MAX_VALUE);
        assertThat(statsOf(1e200, -1e200).variance()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(statsOf(1, Double.NaN).max()).isNaN();
        assertThat(statsOf(1, Double.NaN).variance()).isNaN();
        assertThat(statsOf(1, Double.POSITIVE_INFINITY).mean()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @SuppressWarnings("unchecked") // its accumulator is known here
    private static Stats statsOf(double... values) throws Exception {
        Aggregator<Double, Object, Stats> aggregator = (Aggregator<Double, Object, Stats>)
                (Aggregator<Double, ?, Stats>) Aggregators.<Double>stats(value -> value);
        Object cell = aggregator.create();
        for (double value : values) {
            cell = aggregator.add(cell, value);
        }
        return aggregator.finish(cell);
    }

    @Test
    void when_manyAreCounted_then_theSketchIsWithinItsError() {
        DistinctSketch<Object> sketch = new DistinctSketch<>();
        for (int size : new int[] {65, 300, 3_000, 20_000, 300_000}) {
            for (int kind = 0; kind < 3; kind++) {
                Object left = sketch.create();
                Object right = sketch.create();
                for (int i = 0; i < size; i++) {
                    Object value = kind == 0 ? (Object) i : kind == 1 ? "user-" + i : new Hit("/", i);
                    if (i % 3 != 0) {
                        left = sketch.add(left, value);
                    }
                    if (i % 3 != 1) {
                        right = sketch.add(right, value);
                    }
                }
                assertThat((double) sketch.finish(sketch.merge(left, right)))
                        .as("%d of kind %d", size, kind)
                        .isCloseTo(size, within(0.04 * size));
            }
        }
    }

    @Test
    void when_quantilesAreTold_then_theirRanksAreWithinTheError() throws Exception {
        for (int size : new int[] {1, 100, 400, 5_000, 200_000}) {
            for (int parts : new int[] {1, 7}) {
                List<Integer> values = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    values.add(i);
                }
                Collections.shuffle(values, new Random(size));
                List<Double> fractions = List.of(0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0);
                QuantileSketch<Integer> sketch =
                        new QuantileSketch<>(value -> value, fractions, QuantileSketch.DEFAULT_K);

                List<Double> told = sketch.finish(sketched(sketch, values, parts));

                double allowed = size <= 400 ? 1 : 0.014 * size;
                for (int i = 0; i < fractions.size(); i++) {
                    assertThat(told.get(i))
                            .as("%s of %d in %d parts", fractions.get(i), size, parts)
                            .isCloseTo(fractions.get(i) * (size - 1), within(allowed));
                }
                assertThat(told.get(0)).isEqualTo(0);
                assertThat(told.get(6)).isEqualTo(size - 1.0);
                assertThat(sketch.finish(sketched(sketch, values, parts))).isEqualTo(told);
            }
        }
    }

    private static QuantileCell sketched(QuantileSketch<Integer> sketch, List<Integer> values, int parts)
            throws Exception {
        QuantileCell merged = sketch.create();
        for (int part = 0; part < parts; part++) {
            QuantileCell cell = sketch.create();
            for (int i = part; i < values.size(); i += parts) {
                cell = sketch.add(cell, values.get(i));
            }
            merged = sketch.merge(merged, cell);
        }
        int kept = 0;
        for (int size : merged.sizes()) {
            kept += size;
        }
        assertThat(kept).isLessThan(4 * QuantileSketch.DEFAULT_K);
        return merged;
    }

    @Test
    void when_quantilesAreAskedForWrongly_then_refusedWhenDefined() throws Exception {
        QuantileSketch<Double> sketch = new QuantileSketch<>(value -> value, List.of(0.5), 400);

        assertThat(sketch.finish(sketch.create())).containsExactly(Double.NaN);
        assertThat(sketch.finish(sketch.add(sketch.add(sketch.create(), Double.NaN), 3.0)))
                .containsExactly(3.0);
        assertThatThrownBy(() -> new QuantileSketch<Double>(value -> value, List.of(95.0), 400))
                .hasMessageContaining("95.0")
                .hasMessageContaining("divide by 100");
        assertThatThrownBy(() -> Aggregators.topN(-1, Order.<Integer>natural())).hasMessageContaining("-1");
    }

    @Test
    void when_statisticsAreNamedInAChain_then_theyInfer() {
        Aggregator<Hit, ?, Stats> bytes = stats(Hit::bytes);
        assertThat(bytes).isNotNull();
    }
}
