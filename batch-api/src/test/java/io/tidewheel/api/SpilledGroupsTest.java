package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Keys;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.error.TidewheelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups of which one does not fit in the memory of a task: whatever keeps a row keeps its values. */
class SpilledGroupsTest {
    private static final int ROWS = 60_000;
    private static final int KEYS = 4; // key 0 has nine tenths of the rows
    private static final List<Tidewheel> OPEN = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private static Path folder;

    /** Something that is done with groups, and comes to the number of values per key, or of the values it met. */
    private interface Use {
        Object of(KeyedDataset<Integer, String> rows, KeyedDataset<Integer, Iterable<String>> groups) throws Exception;
    }

    @AfterEach
    void close() {
        OPEN.forEach(Tidewheel::close);
        OPEN.clear();
    }

    private static Tidewheel open(boolean strict) {
        Tidewheel session = Tidewheel.builder()
                .master("local[2]")
                .config(Keys.MEMORY_MAX, 1L << 20)
                .config(Keys.STRICT, strict)
                .open();
        OPEN.add(session);
        return session;
    }

    private static KeyedDataset<Integer, String> rows(Tidewheel session) {
        return session.range(0, ROWS, 1, 3).mapToObject(i -> i).mapToPair(i -> Pair.of(key(i), "value-" + i));
    }

    private static int key(long row) {
        return row % 10 == 0 ? (int) (row / 10 % (KEYS - 1)) + 1 : 0;
    }

    private static long count(Iterable<?> values) {
        long count = 0;
        for (Object value : values) {
            count += value == null ? 0 : 1;
        }
        return count;
    }

    private static Map<Integer, Long> expected() {
        Map<Integer, Long> counts = new TreeMap<>();
        LongStream.range(0, ROWS).forEach(row -> counts.merge(key(row), 1L, Long::sum));
        return counts;
    }

    private static Map<Integer, Long> counts(Iterable<? extends Pair<Integer, ? extends Iterable<String>>> groups) {
        Map<Integer, Long> counts = new TreeMap<>();
        groups.forEach(group -> counts.merge(group.key(), count(group.value()), Long::sum));
        return counts;
    }

    private static Map<Integer, Long> counts(KeyedDataset<Integer, ? extends Iterable<String>> groups) {
        return new TreeMap<>(groups.mapValues(SpilledGroupsTest::count).collectAsMap());
    }

    private static List<Long> sizes(Iterable<? extends Iterable<String>> groups) {
        List<Long> sizes = new ArrayList<>();
        groups.forEach(group -> sizes.add(count(group)));
        sizes.sort(null);
        return sizes;
    }

    private static List<Pair<Integer, Iterable<String>>> listed(Iterator<Pair<Integer, Iterable<String>>> groups) {
        List<Pair<Integer, Iterable<String>>> all = new ArrayList<>();
        groups.forEachRemaining(all::add);
        return all;
    }

    private static Map<Integer, Long> twice(KeyedDataset<Integer, Iterable<String>> kept) {
        assertThat(counts(kept)).isEqualTo(expected());
        return counts(kept);
    }

    private static Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        uses.put("mapValues", (rows, groups) -> counts(groups));
        uses.put("collect", (rows, groups) -> counts(groups.collect()));
        uses.put("collectAsMap", (rows, groups) -> {
            Map<Integer, Long> counts = new TreeMap<>();
            groups.collectAsMap().forEach((key, values) -> counts.put(key, count(values)));
            return counts;
        });
        uses.put("take", (rows, groups) -> counts(groups.take(KEYS)));
        uses.put("toLocalIterator", (rows, groups) -> counts(listed(groups.toLocalIterator())));
        uses.put("cache", (rows, groups) -> twice(groups.cache()));
        for (StorageLevel level : StorageLevel.values()) {
            uses.put("persist " + level, (rows, groups) -> twice(groups.persist(level)));
        }
        uses.put("sortByKey", (rows, groups) -> counts(groups.sortByKey()));
        uses.put(
                "sortByKey, collect",
                (rows, groups) -> counts(groups.sortByKey().collect()));
        uses.put("repartition", (rows, groups) -> counts(groups.repartition(3)));
        uses.put(
                "partitionBy",
                (rows, groups) ->
                        counts(groups.partitionBy(KeyPartitioner.hash(5)).collect()));
        uses.put("union", (rows, groups) -> {
            Map<Integer, Long> counts = counts(groups.union(groups).coalesce(1).collect());
            counts.replaceAll((key, count) -> count / 2);
            return counts;
        });
        uses.put("saveAsObjectFile", (rows, groups) -> {
            Path target = folder.resolve("groups-" + OPEN.size() + "-" + System.identityHashCode(groups));
            groups.saveAsObjectFile(target.toString());
            return counts(OPEN.get(0)
                    .<Pair<Integer, Iterable<String>>>objectFile(target.toString())
                    .collect());
        });
        uses.put("cogroup, collect", (rows, groups) -> {
            Map<Integer, Long> counts = new TreeMap<>();
            rows.cogroup(rows).collect().forEach(row -> {
                assertThat(count(row.value().key())).isEqualTo(count(row.value().value()));
                counts.put(row.key(), count(row.value().key()));
            });
            return counts;
        });
        uses.put("cogroup of three, cached", (rows, groups) -> {
            Map<Integer, Long> counts = new TreeMap<>();
            KeyedDataset<Integer, Pair<Iterable<String>, Iterable<String>>> sides =
                    rows.cogroup(rows, rows, (x, y, z) -> Pair.of(x, z)).cache();
            sides.collect()
                    .forEach(row -> counts.put(row.key(), count(row.value().value())));
            return counts;
        });
        uses.put(
                "reduceByKey",
                (rows, groups) -> counts(groups.mapToPair((k, v) -> Pair.of(k, v))
                        .reduceByKey((x, y) -> y)
                        .collect()));
        uses.put(
                "mapPartitions",
                (rows, groups) -> new TreeMap<>(groups.pairs()
                        .mapPartitions(all -> listed(all).iterator())
                        .mapToPair(group -> Pair.of(group.key(), count(group.value())))
                        .collectAsMap()));
        return uses;
    }

    private static Map<String, Use> valueUses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        uses.put("values.collect", (rows, groups) -> sizes(groups.values().collect()));
        uses.put(
                "values.glom",
                (rows, groups) ->
                        sizes(groups.values().glom().flatMap(all -> all).collect()));
        uses.put("values.glom, collect", (rows, groups) -> {
            List<Iterable<String>> all = new ArrayList<>();
            groups.values().glom().collect().forEach(all::addAll);
            return sizes(all);
        });
        uses.put(
                "values.distinct",
                (rows, groups) -> sizes(groups.values().distinct().collect()));
        uses.put("values.top", (rows, groups) -> sizes(groups.values().top(KEYS, Order.by(values -> count(values)))));
        uses.put("values.takeSample", (rows, groups) -> sizes(groups.values().takeSample(false, KEYS)));
        uses.put("values.toList", (rows, groups) -> sizes(groups.values().aggregate(Aggregators.toList())));
        uses.put(
                "values.countByValue",
                (rows, groups) -> sizes(groups.values().countByValue().keySet()));
        uses.put("values.fold", (rows, groups) -> {
            Iterable<String> last = groups.values().fold(List.of(), (x, y) -> count(x) > count(y) ? x : y);
            assertThat(count(last)).isEqualTo(expected().get(0));
            return new ArrayList<>(sizes(groups.values().collect()));
        });
        uses.put("values.reduce", (rows, groups) -> {
            assertThat(count(groups.values().reduce((x, y) -> count(x) > count(y) ? x : y)))
                    .isEqualTo(expected().get(0));
            assertThat(count(groups.values().max(Order.by(values -> count(values)))))
                    .isEqualTo(expected().get(0));
            return sizes(groups.values().collect());
        });
        uses.put("lookup", (rows, groups) -> {
            List<Long> sizes = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                sizes.add(count(groups.lookup(key).get(0)));
            }
            sizes.sort(null);
            return sizes;
        });
        return uses;
    }

    static Stream<String> names() {
        return uses().keySet().stream();
    }

    static Stream<String> valueNames() {
        return valueUses().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void when_groupsWereSpilled_then_theyOutliveTheCall(String name) throws Exception {
        for (boolean strict : new boolean[] {false, true}) {
            KeyedDataset<Integer, String> rows = rows(open(strict));
            assertThat(uses().get(name).of(rows, rows.groupByKey())).isEqualTo(expected());
            close();
        }
    }

    @ParameterizedTest
    @MethodSource("valueNames")
    void when_valuesWereSpilled_then_theyOutliveTheCall(String name) throws Exception {
        List<Long> sizes = expected().values().stream().sorted().toList();
        for (boolean strict : new boolean[] {false, true}) {
            KeyedDataset<Integer, String> rows = rows(open(strict));
            assertThat(valueUses().get(name).of(rows, rows.groupByKey())).isEqualTo(sizes);
            close();
        }
    }

    private record Holder(Iterable<String> values) {}

    @Test
    void when_valuesAreSmuggledOutInAnObject_then_readingThemSaysWhatToDo() {
        for (boolean strict : new boolean[] {false, true}) {
            Tidewheel session = open(strict);
            KeyedDataset<Integer, String> rows = strict ? rows(session).filter((k, v) -> k > 0) : rows(session);
            List<Holder> holders =
                    rows.groupByKey().map((key, values) -> new Holder(values)).collect();
            assertThatThrownBy(() -> holders.forEach(holder -> count(holder.values())))
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isEqualTo(TidewheelException.Kind.USER_FUNCTION))
                    .hasMessage("the values of a group were read after the call that got them; make a list of them in"
                            + " mapValues first");
        }
    }

    /** Of a class that no codec looks into. */
    private static final class Box {
        private final Iterable<String> values;

        Box(Iterable<String> values) {
            this.values = values;
        }
    }

    @Test
    void when_aCachedObjectHoldsValues_then_theJobThatReadsThemFailsAtOnce() {
        Dataset<Box> holders = rows(open(false)).groupByKey().map((key, values) -> new Box(values));
        holders.cache();
        assertThat(holders.count()).isEqualTo(KEYS);
        assertThatThrownBy(() -> holders.map(box -> count(box.values)).collect())
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.USER_FUNCTION))
                .hasMessageContaining("attempt 0")
                .hasMessageContaining("make a list of them in mapValues first");
    }

    @Test
    void when_iteratorsOfManyGroupsAreOpen_then_noneEndsBeforeItsLastValue() {
        KeyedDataset<Integer, String> rows = open(false)
                .range(0, 400_000, 1, 2)
                .mapToObject(i -> i)
                .mapToPair(i -> Pair.of((int) (i % 20), "value-of-some-length-" + i));
        assertThatThrownBy(() -> rows.groupByKey(1)
                        .pairs()
                        .mapPartitions(groups -> {
                            List<Iterator<String>> iterators = new ArrayList<>();
                            groups.forEachRemaining(group -> {
                                Iterator<String> iterator = group.value().iterator();
                                iterator.next();
                                iterators.add(iterator);
                            });
                            return iterators.stream()
                                    .map(iterator -> count((Iterable<String>) () -> iterator))
                                    .iterator();
                        })
                        .collect())
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.USER_FUNCTION))
                .hasMessageContaining("make a list of them in mapValues first");
    }
}
