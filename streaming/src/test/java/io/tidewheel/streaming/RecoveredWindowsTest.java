package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows over batches, also behind state, amid crashes, downtime and other parallelism, against a slow and obvious model. */
class RecoveredWindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long ZERO = START.toEpochMilli() - 1_000;

    private final MemorySource<Pair<String, Integer>> pairs = MemorySource.create();
    private final MemorySink<Pair<String, Integer>> all = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> windows = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> sums = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> kept = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> filtered = MemorySink.create();
    private final MemorySink<Pair<String, List<Integer>>> grouped = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> nested = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> beyond = MemorySink.create();
    private final MemorySink<Long> counts = MemorySink.create();
    private final MemorySink<Pair<String, Long>> values = MemorySink.create();
    private final Map<Long, List<Pair<Long, List<Pair<String, Integer>>>>> called = new TreeMap<>(); // by batch
    private final Map<Long, Long> times = new TreeMap<>(); // by batch

    /** Where the windows are. */
    private enum Place {
        /** Their rows come of the sources alone. */
        PLAIN {
            @Override
            KeyedDStream<String, Integer> before(KeyedDStream<String, Integer> in) {
                return in;
            }
        },
        /** Each value has become the sum of all values of its key so far. */
        BEHIND_STATE {
            @Override
            KeyedDStream<String, Integer> before(KeyedDStream<String, Integer> in) {
                StateSpec<String, Integer, Integer, Pair<String, Integer>> sums =
                        StateSpec.function((key, value, sum) -> {
                            Integer before = sum.get();
                            int now = before == null ? value : before + value;
                            sum.update(now);
                            return Pair.of(key, now);
                        });
                return in.mapWithState(sums).named("sums so far").mapToPair(pair -> pair);
            }
        };

        abstract KeyedDStream<String, Integer> before(KeyedDStream<String, Integer> in);
    }

    private void describe(Streams streams, Place place, int length, int slide) {
        Duration lengthOf = Duration.ofSeconds(length);
        Duration slideOf = Duration.ofSeconds(slide);
        KeyedDStream<String, Integer> in =
                place.before(streams.interval(SECOND).from("in", pairs).mapToPair(pair -> pair));
        in.to("all", all);
        in.forEachBatch(
                "times", (rows, batch) -> times.put(batch.id(), batch.time().toEpochMilli()));
        KeyedDStream<String, Integer> inWindows = in.window(lengthOf, slideOf).named("windows");
        inWindows.to("windows", windows);
        inWindows.forEachBatch("called", (rows, batch) -> {
            List<Pair<Long, List<Pair<String, Integer>>>> slides =
                    called.computeIfAbsent(batch.id(), any -> new ArrayList<>());
            long time = batch.time().toEpochMilli();
            slides.removeIf(before -> before.key() >= time); // the batch is replayed
            slides.add(Pair.of(time, rows.collect()));
        });
        in.reduceByKeyAndWindow(Integer::sum, lengthOf, slideOf).named("sums").to("sums", sums);
        in.reduceByKeyAndWindow(Integer::sum, (left, right) -> left - right, lengthOf, slideOf)
                .named("kept")
                .to("kept", kept);
        in.reduceByKeyAndWindow(Integer::sum, (left, right) -> left - right, lengthOf, slideOf, (key, sum) -> sum != 0)
                .named("filtered")
                .to("filtered", filtered);
        in.reduceByKeyAndWindow(Integer::sum, (left, right) -> left - right, lengthOf, slideOf, (key, sum) -> sum != 0)
                .named("below")
                .window(slideOf.multipliedBy(2), slideOf)
                .named("beyond")
                .to("beyond", beyond);
        in.groupByKeyAndWindow(lengthOf, slideOf)
                .mapValues(RecoveredWindowsTest::list)
                .to("grouped", grouped);
        inWindows
                .reduceByKeyAndWindow(Integer::sum, slideOf.multipliedBy(2), slideOf)
                .named("nested")
                .to("nested", nested);
        in.keys().countByWindow(lengthOf, slideOf).to("counts", counts);
        in.keys().countByValueAndWindow(lengthOf, slideOf).to("values", values);
    }

    private static List<Integer> list(Iterable<Integer> values) {
        List<Integer> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    /** A batch as it was. */
    private record Given(long id, long previous, long time, List<Pair<String, Integer>> rows) {}

    private List<Given> given() {
        List<Given> given = new ArrayList<>();
        long[] previous = {ZERO};
        times.forEach((id, time) -> {
            given.add(new Given(id, previous[0], time, all.batches().getOrDefault(id, List.of())));
            previous[0] = time;
        });
        return given;
    }

    /** The batches' rows from one time, excluded, to another. */
    private static List<Pair<String, Integer>> between(List<Given> given, long after, long upTo) {
        return given.stream()
                .filter(batch -> batch.time > after && batch.time <= upTo)
                .flatMap(batch -> batch.rows.stream())
                .toList();
    }

    private static Map<String, Integer> sums(List<Pair<String, Integer>> rows) {
        Map<String, Integer> sums = new TreeMap<>();
        rows.forEach(row -> sums.merge(row.key(), row.value(), Integer::sum));
        return sums;
    }

    private static <V> List<Pair<String, V>> pairs(Map<String, V> map) {
        List<Pair<String, V>> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(Pair.of(key, value)));
        return pairs;
    }

    /** What each slide of a batch gives, those passed over left out. */
    private static <R> List<R> slides(
            List<Given> given, Given batch, long slide, long reach, BiFunction<Long, Given, List<R>> result) {
        List<R> rows = new ArrayList<>();
        long last = ZERO + (batch.time - ZERO) / slide * slide;
        for (long at = ZERO + slide; at <= last; at += slide) {
            if (at > batch.previous
                    && (at == last || !between(given, at - reach, at).isEmpty())) {
                rows.addAll(result.apply(at, batch));
            }
        }
        return rows;
    }

    private static <R> void same(MemorySink<R> sink, Given batch, List<R> expected) {
        assertThat(sink.batches().getOrDefault(batch.id, List.of()))
                .as("%s of batch %s at %s", expected, batch.id, (batch.time - ZERO) / 1_000)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private void check(long length, long slide) {
        List<Given> given = given();
        assertThat(given).isNotEmpty();
        Set<String> keys = new TreeSet<>();
        boolean[] isAny = {false};
        for (Given batch : given) {
            same(windows, batch, slides(given, batch, slide, length, (at, of) -> between(given, at - length, at)));
            same(
                    sums,
                    batch,
                    slides(given, batch, slide, length, (at, of) -> pairs(sums(between(given, at - length, at)))));
            same(
                    filtered,
                    batch,
                    slides(given, batch, slide, length, (at, of) -> pairs(sums(between(given, at - length, at)))));
            same(kept, batch, slides(given, batch, slide, length + slide, (at, of) -> {
                Map<String, Integer> now = sums(between(given, at - length, at));
                keys.addAll(now.keySet());
                keys.forEach(key -> now.putIfAbsent(key, 0));
                return pairs(now);
            }));
            same(grouped, batch, slides(given, batch, slide, length, (at, of) -> {
                Map<String, List<Integer>> lists = new TreeMap<>();
                between(given, at - length, at)
                        .forEach(row -> lists.computeIfAbsent(row.key(), any -> new ArrayList<>())
                                .add(row.value()));
                return pairs(lists);
            }));
            same(nested, batch, slides(given, batch, slide, length + slide, (at, of) -> {
                List<Pair<String, Integer>> both = new ArrayList<>(between(given, at - length, at));
                both.addAll(at - slide > ZERO ? between(given, at - slide - length, at - slide) : List.of());
                return pairs(sums(both));
            }));
            same(beyond, batch, slides(given, batch, slide, length + slide, (at, of) -> {
                List<Pair<String, Integer>> both = pairs(sums(between(given, at - length, at)));
                both.addAll(
                        at - slide > ZERO ? pairs(sums(between(given, at - slide - length, at - slide))) : List.of());
                return both;
            }));
            same(counts, batch, slides(given, batch, slide, length + slide, (at, of) -> {
                long count = between(given, at - length, at).size();
                isAny[0] |= count > 0;
                return isAny[0] ? List.of(count) : List.of();
            }));
            same(values, batch, slides(given, batch, slide, length, (at, of) -> {
                Map<String, Long> often = new TreeMap<>();
                between(given, at - length, at).forEach(row -> often.merge(row.key(), 1L, Long::sum));
                return pairs(often);
            }));
            List<Pair<String, Integer>> inOrder = new ArrayList<>();
            called.getOrDefault(batch.id, List.of()).forEach(call -> {
                assertThat(call.value())
                        .as("slide %s of batch %s", call.key(), batch.id)
                        .containsExactlyInAnyOrderElementsOf(between(given, call.key() - length, call.key()));
                inOrder.addAll(call.value());
            });
            assertThat(windows.batches().getOrDefault(batch.id, List.of())).isEqualTo(inOrder);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, 1, MEMORY, PLAIN",
        "2, 4, 2, ROCKSDB, PLAIN",
        "3, 2, 3, MEMORY, PLAIN",
        "4, 1, 1, DISK, PLAIN",
        "5, 6, 3, MEMORY, PLAIN",
        "6, 3, 1, MEMORY, BEHIND_STATE",
        "7, 4, 2, DISK, BEHIND_STATE",
        "8, 2, 3, MEMORY, BEHIND_STATE",
        "9, 6, 3, MEMORY, BEHIND_STATE"
    })
    void property_whateverHappens_windowsAreThoseOfTheModel(
            long seed, int length, int slide, StateKind state, Place place) {
        Random random = new Random(seed);
        QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(all, streams -> describe(streams, place, length, slide));
        query.state(state).startAt(START).start();
        for (int second = 0; second < 40; second++) {
            for (int row = random.nextInt(5) - 1; row > 0; row--) {
                query.add(pairs, Pair.of("k" + random.nextInt(4), 1 + random.nextInt(9)));
            }
            switch (random.nextInt(12)) {
                case 0 -> query.crash().restart();
                case 1 -> query.stop().restart(1 + random.nextInt(3));
                case 2 -> {
                    query.crash();
                    query.clock().advance(Duration.ofSeconds(random.nextInt(6)));
                    query.restart(1 + random.nextInt(3));
                }
                default -> {}
            }
            query.advance(random.nextInt(10) == 0 ? Duration.ofSeconds(4) : SECOND);
        }
        query.advance(Duration.ofSeconds(15));
        query.close();
        check(length * 1_000L, slide * 1_000L);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void property_aCrashAtAnyCall_changesNothing(Place place) {
        int crashes = 0;
        for (long call = 1; ; call += 2) {
            RecoveredWindowsTest run = new RecoveredWindowsTest();
            if (!run.crashedAt(call, place)) {
                break;
            }
            crashes++;
            run.check(3_000, 2_000);
        }
        assertThat(crashes).isGreaterThan(10);
    }

    private boolean crashedAt(long number, Place place) {
        AtomicBoolean crashed = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(all, streams -> describe(streams, place, 3, 2));
        query.startAt(START).start().faults(call -> {
            boolean now = calls.incrementAndGet() == number && !crashed.getAndSet(true);
            return now ? Fault.powerFailure(number % 4 == 1 ? Moment.BEFORE : Moment.AFTER) : Fault.NONE;
        });
        boolean wasRestarted = false;
        for (int second = 0; second < 8; second++) {
            if (second < 5 && second != 3) {
                query.add(pairs, Pair.of("a", second + 1), Pair.of("k" + second, 1));
            }
            query.advance(SECOND);
            if (crashed.get() && !wasRestarted) {
                wasRestarted = true;
                query.restart().advance(Duration.ZERO);
            }
        }
        query.close();
        return crashed.get();
    }
}
