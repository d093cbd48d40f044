package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.streaming.QueryProgress.StateProgress;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.state.KeyState;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows behind steps with state, whose panes are state too. */
class KeptWindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);
    private static final Duration THREE = Duration.ofSeconds(3);

    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Integer> out = MemorySink.create();
    private final AtomicReference<@Nullable LocalBackend> backend = new AtomicReference<>();
    private Function<DStream<Integer>, DStream<Integer>> job = in -> in;

    private QueryHarness<Void, Integer> query() {
        return QueryHarness.of(out, streams -> {
            DStream<Integer> in = streams.interval(SECOND).from("in", numbers);
            in.forEachBatch(
                    "session",
                    (rows, batch) -> backend.set(
                            (LocalBackend) SessionAccess.to(rows.session()).backend()));
            job.apply(in).to("out", out);
        });
    }

    /** The sum of all numbers so far, for each. */
    private static DStream<Integer> sums(DStream<Integer> in) {
        StateSpec<String, Integer, Integer, Integer> spec = StateSpec.function((key, number, sum) -> {
            Integer before = sum.get();
            int now = before == null ? number : before + number;
            sum.update(now);
            return now;
        });
        return in.keyBy(number -> "all").mapWithState(spec).named("sums");
    }

    private static @Nullable StateProgress state(QueryProgress progress, String name) {
        return progress.stateOperators().stream()
                .filter(state -> state.operatorName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static long rows(QueryProgress progress, String name) {
        StateProgress state = state(progress, name);
        return state == null ? -1 : state.numRowsTotal();
    }

    private void loseBlocks() {
        LocalBackend known = backend.get();
        assertThat(known).isNotNull();
        known.blocks().removeIf(CachedBlock.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void when_aWindowIsBehindState_then_itHasTheRowsThatWereGiven_alsoAfterACrashWithOtherParallelism(StateKind state) {
        job = in -> sums(in).window(THREE);
        query().state(state)
                .add(numbers, 1)
                .runBatch()
                .expect(1)
                .add(numbers, 2)
                .runBatch()
                .expect(1, 3)
                .crash()
                .restart(3)
                .add(numbers, 4)
                .runBatch()
                .expect(1, 3, 7)
                .stop()
                .restart(1)
                .add(numbers, 8)
                .runBatch()
                .expect(3, 7, 15)
                .advance(SECOND)
                .expect(7, 15)
                .advance(SECOND)
                .expect(15)
                .verify();
    }

    @Test
    void when_keysAreUpdated_then_aWindowHoldsWhatEachIntervalGave() {
        job = in -> in.keyBy(number -> "all")
                .updateStateByKey((Iterable<Integer> values, @Nullable Integer sum) -> {
                    int now = sum == null ? 0 : sum;
                    for (int value : values) {
                        now += value;
                    }
                    return now;
                })
                .reduceByKeyAndWindow((left, right) -> left * 10 + right, THREE, SECOND)
                .values();
        query().add(numbers, 1)
                .runBatch()
                .expect(1)
                .advance(SECOND)
                .expect(11)
                .crash()
                .restart()
                .add(numbers, 1)
                .advance(SECOND)
                .expect(112)
                .advance(SECOND)
                .expect(122)
                .advance(SECOND)
                .expect(222)
                .verify();
    }

    @Test
    void when_windowsAreBehindAnInverse_then_theyHoldWhatItGaveAtEachSlide() {
        job = in -> in.countByWindow(TWO, SECOND).map(Long::intValue).window(TWO);
        query().add(numbers, 1, 2)
                .runBatch()
                .expect(2)
                .add(numbers, 3)
                .runBatch()
                .expect(2, 3)
                .crash()
                .restart(3)
                .advance(SECOND)
                .expect(3, 1)
                .stop()
                .restart()
                .advance(SECOND)
                .expect(1, 0)
                .advance(SECOND)
                .expect(0, 0)
                .crash()
                .restart(1)
                .advance(SECOND)
                .expect(0, 0)
                .advance(SECOND)
                .expect(0, 0)
                .verify();
    }

    @Test
    void when_aBatchCoversSeveralSlides_then_eachHasItsOwnRows_andNoneIsLost() {
        job = in -> sums(in).window(TWO).named("below").window(TWO).named("above");
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().expect(1).add(numbers, 2).runBatch().expect(1, 1, 3);
        query.add(numbers, 4).stop();
        query.clock().advance(TWO);
        query.restart(3).runBatch().expectInOrder(1, 3, 3, 3, 7).crash().restart();
        query.advance(SECOND).expect(7, 7).advance(SECOND).expect(7).verify();
    }

    @Test
    void when_aBatchFails_then_theNextAttemptKeepsItsPanesOnce() {
        boolean[] fails = {false};
        List<Integer> seen = new ArrayList<>();
        job = in -> {
            DStream<Integer> windows = sums(in).window(TWO).window(TWO).named("above");
            windows.forEachBatch("fails", (rows, batch) -> {
                if (fails[0]) {
                    fails[0] = false;
                    loseBlocks();
                    throw new IllegalStateException("once");
                }
                seen.addAll(rows.collect());
            });
            return windows;
        };
        QueryHarness<Void, Integer> query = query();
        query.config("tidewheel.batch.max.failures", "2");
        query.add(numbers, 1).runBatch().expect(1);
        fails[0] = true;
        query.add(numbers, 2).runBatch().expect(1, 1, 3);
        fails[0] = true;
        query.add(numbers, 4).runBatch().expect(1, 3, 3, 7).crash().restart();
        query.advance(SECOND).expect(3, 7, 7).verify();
        assertThat(seen).containsExactlyInAnyOrder(1, 1, 1, 3, 1, 3, 3, 7, 3, 7, 7);
    }

    @Test
    void when_storedPanesAreLost_then_theyAreReadFromTheState() {
        job = in -> sums(in).window(THREE);
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().expect(1).add(numbers, 2).runBatch().expect(1, 3);
        loseBlocks();
        query.add(numbers, 4).runBatch().expect(1, 3, 7);
        loseBlocks();
        query.add(numbers, 8).runBatch().expect(3, 7, 15).expectProgress(progress -> assertThat(
                        progress.counters().getOrDefault("recomputedPartitions", 0L))
                .isZero());
        query.verify();
    }

    @Test
    void when_panesLeaveTheWindow_then_theyLeaveTheState() {
        BiConsumer<QueryProgress, Long> kept = (progress, most) -> {
            assertThat(rows(progress, "plain")).isLessThanOrEqualTo(most);
            assertThat(rows(progress, "above")).isLessThanOrEqualTo(2 * most);
            assertThat(rows(progress, "panes inverse")).isLessThanOrEqualTo(2 * most);
        };
        job = in -> {
            DStream<Integer> sums = sums(in);
            DStream<Integer> windows = sums.window(TWO).named("plain");
            windows.window(TWO).named("above").to("above", MemorySink.keepingLast(1));
            sums.keyBy(sum -> "all")
                    .reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, TWO, SECOND, (key, sum) -> sum != 0)
                    .named("inverse")
                    .to("inverse", MemorySink.keepingLast(1));
            return windows;
        };
        QueryHarness<Void, Integer> query = query();
        for (int batch = 0; batch < 40; batch++) {
            query.add(numbers, batch).runBatch().expectProgress(progress -> kept.accept(progress, 2L));
        }
        query.crash().restart(1).advance(Duration.ofSeconds(8));
        query.add(numbers, 1).runBatch().expectProgress(progress -> kept.accept(progress, 1L));
        query.advance(Duration.ofSeconds(8)).expectProgress(progress -> kept.accept(progress, 0L));
        query.close();
    }

    @Test
    void when_panesAreLarge_then_anotherParallelismReadsThemInOrder() {
        job = in -> in.flatMap(number -> IntStream.range(0, 20_000).boxed().toList())
                .keyBy(number -> number % 5)
                .mapWithState(StateSpec.function((Integer key, Integer number, KeyState<Integer> last) -> {
                    last.update(number);
                    return Pair.of(key, number);
                }))
                .named("last")
                .mapToPair(pair -> pair)
                .groupByKeyAndWindow(TWO)
                .map((key, values) -> inOrder(key, values) ? key : -1);
        query().parallelism(3)
                .add(numbers, 0)
                .runBatch()
                .crash()
                .restart(2)
                .advance(SECOND)
                .expectAll(0, 1, 2, 3, 4, 0, 1, 2, 3, 4)
                .verify();
    }

    private static boolean inOrder(int key, Iterable<Integer> values) {
        int next = key;
        for (int value : values) {
            if (value != next) {
                return false;
            }
            next += 5;
        }
        return next == 20_000 + key;
    }

    @Test
    void when_thereAreMorePartitionsThanKeyGroups_then_nothingIsLost() {
        job = in -> sums(in).repartition(150).window(TWO);
        Integer[] all = IntStream.rangeClosed(1, 300).boxed().toArray(Integer[]::new);
        Integer[] ones = IntStream.generate(() -> 1).limit(300).boxed().toArray(Integer[]::new);
        query().add(numbers, ones)
                .runBatch()
                .expect(all)
                .crash()
                .restart(3)
                .advance(SECOND)
                .expect(all)
                .verify();
    }

    @Test
    void when_batchesBehindStateAreRemembered_then_aFunctionLooksBackAtThem_alsoAfterACrash() {
        List<List<List<Integer>>> slices = new ArrayList<>();
        job = in -> {
            DStream<Integer> remembered = sums(in).remember(THREE).named("looked back at");
            remembered.forEachBatch(
                    "slices",
                    (rows, batch) -> slices.add(remembered.slice(batch.time().minusSeconds(2), batch.time()).stream()
                            .map(Dataset::collect)
                            .toList()));
            return remembered
                    .keyBy(sum -> "all")
                    .mapWithState(StateSpec.function((String key, Integer sum, KeyState<Integer> count) -> {
                        Integer before = count.get();
                        count.update(before == null ? 1 : before + 1);
                        return 100 * sum + count.get();
                    }))
                    .named("counts");
        };
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().expect(101).add(numbers, 2).runBatch().expect(302);
        query.crash().restart(1);
        query.add(numbers, 4, 5).runBatch().expect(703, 1204).verify();
        assertThat(slices)
                .containsExactly(
                        List.of(List.of(1)),
                        List.of(List.of(1), List.of(3)),
                        List.of(List.of(1), List.of(3), List.of(7, 12)));
    }

    @Test
    void when_windowsOfEventTimeAreFinal_then_theyMayLieInWindowsOverBatches() {
        job = in -> in.withEventTime(number -> Instant.ofEpochSecond(number), Duration.ZERO)
                .keyBy(number -> "all")
                .window(Windows.tumbling(Duration.ofSeconds(10)))
                .aggregate(Aggregators.count())
                .map((window, count) -> (int) (window.startMillis() / 1_000 + count))
                .window(THREE);
        query().add(numbers, 1, 2, 11)
                .runBatch()
                .expect(2)
                .crash()
                .restart(3)
                .add(numbers, 12, 13, 25)
                .runBatch()
                .expect(2, 13)
                .advance(SECOND)
                .expect(2, 13)
                .advance(SECOND)
                .expect(13)
                .verify();
    }

    @Test
    void when_allStatesAreSeen_then_theyMayLieInWindows() {
        StateSpec<Integer, Integer, Integer, Integer> last = StateSpec.function((key, number, state) -> {
            state.update(number);
            return number;
        });
        job = in -> in.keyBy(number -> number % 2)
                .mapWithState(last)
                .named("last")
                .snapshots()
                .values()
                .window(TWO);
        query().add(numbers, 1)
                .runBatch()
                .expect(1)
                .crash()
                .restart(3)
                .add(numbers, 2, 3)
                .runBatch()
                .expect(1, 2, 3)
                .verify();
    }

    @Test
    void when_aWindowIsRenamed_then_theStartIsRefusedUnlessItsPanesMayBeLost() {
        job = in -> sums(in).reduceByWindow(Math::addExact, THREE, SECOND).named("window");
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().expect(1);
        job = in -> sums(in).reduceByWindow(Math::addExact, THREE, SECOND).named("another");
        assertThatThrownBy(query::restart)
                .hasMessageContainingAll("[window]", "new [another]", "--allow-dropped-state");
    }

    @Test
    void when_thePanesOfAWindowAreGivenUp_then_itBeginsAnew() {
        job = in -> sums(in).reduceByWindow(Math::addExact, THREE, SECOND).named("window");
        QueryHarness<Void, Integer> query = query().config("tidewheel.checkpoint.allow.dropped.state", "true");
        query.add(numbers, 1).runBatch().expect(1);
        job = in -> sums(in).reduceByWindow(Math::addExact, THREE, SECOND).named("another");
        query.restart().add(numbers, 2).runBatch().expect(3);
        job = in -> sums(in).reduceByWindow(Math::addExact, THREE, SECOND).named("window");
        query.restart().add(numbers, 4).runBatch().expect(7).verify();
    }

    @Test
    void when_aWindowIsGivenAnotherLength_then_itHasWhatWasKept_andIsOfAnotherOperationRefused() {
        job = in -> sums(in).window(THREE).named("window");
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1)
                .runBatch()
                .add(numbers, 2)
                .runBatch()
                .add(numbers, 4)
                .runBatch()
                .expectAll(1, 1, 3, 1, 3, 7);
        job = in -> sums(in).window(TWO).named("window");
        query.restart().add(numbers, 8).runBatch().expect(7, 15);
        job = in -> sums(in).window(Duration.ofSeconds(4)).named("window");
        query.restart().add(numbers, 16).runBatch().expect(15, 31);
        job = in -> sums(in).reduceByWindow(Math::addExact, TWO, SECOND).named("window");
        assertThatThrownBy(query::restart).hasMessageContainingAll("'panes' was window and is reduceByWindow");
        query.close();
    }

    @Test
    void when_aWindowWithAnInverseComesBehindState_then_theStartIsRefused_forWhatLeavesWouldBeUnknown() {
        Function<DStream<Integer>, DStream<Integer>> inverse =
                in -> in.reduceByWindow(Integer::sum, (all, gone) -> all - gone, THREE, SECOND)
                        .named("window");
        job = inverse;
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().expect(1);
        job = in -> inverse.apply(sums(in));
        assertThatThrownBy(query::restart).hasMessageContainingAll("incompatible", "of rows that depend on state");
        query.close();
    }

    @Test
    void when_windowsKeepTheirRows_then_sourcesKeepNothingForThem_andMayForget() {
        MemorySource<Integer> forgotten = MemorySource.forgetting();
        NotedNumbers forgetful = new NotedNumbers(forgotten, false);
        QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> in = streams.interval(SECOND).from("in", forgetful);
            sums(in).window(Duration.ofSeconds(4)).to("out", out);
        });
        for (int batch = 0; batch < 10; batch++) {
            query.add(forgotten, 1).runBatch();
        }
        assertThat(forgetful.lowWater()).isEqualTo(9);
        query.restart().add(forgotten, 1).runBatch();
        assertThat(out.batches().get(10L)).containsExactly(8, 9, 10, 11);
        query.verify();
    }

    @Test
    void when_twoWindowsOfOneStreamAreNotNamed_then_theErrorSaysSo() {
        job = in -> {
            DStream<Integer> sums = sums(in);
            return sums.window(TWO).union(sums.window(THREE));
        };
        assertThatThrownBy(() -> query().start()).hasMessageContainingAll("'window(sums)'", "call .named(..) on each");
    }
}
