package io.tidewheel.integration.streaming;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.StateSpec;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows over batches where stored panes vanish, tasks run twice, and everything is serialised. */
class HostileWindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO = Duration.ofSeconds(2);

    private final MemorySource<Integer> numbers = MemorySource.create();

    private static Tidewheel hostile(TidewheelBuilder builder) {
        Master master = Master.parse("local[2]", 2);
        return BackendDoor.open(builder, local -> HostileBackend.instead(local, master, 20_261_123, true));
    }

    private <R> QueryHarness<Void, R> query(MemorySink<R> out, Function<DStream<Integer>, DStream<R>> job) {
        return QueryHarness.of(
                        out, streams -> job.apply(streams.interval(SECOND).from("in", numbers))
                                .to("out", out))
                .sessions(HostileWindowsTest::hostile);
    }

    @Test
    void case_K2_windowsOverNumbers() {
        MemorySink<Integer> out = MemorySink.create();
        query(out, in -> in.window(TWO, SECOND))
                .add(numbers, 0)
                .runBatch()
                .expect(0)
                .add(numbers, 1)
                .runBatch()
                .expect(0, 1)
                .crash()
                .restart(3)
                .add(numbers, 2)
                .runBatch()
                .expect(1, 2)
                .advance(SECOND)
                .expect(2)
                .verify();
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K3_reduceByKeyAndWindowWithAnInverse(StateKind state) {
        MemorySink<Pair<String, Integer>> out = MemorySink.create();
        Pair<String, Integer> one = Pair.of("a", 1);
        Pair<String, Integer> two = Pair.of("a", 2);
        query(out, in -> in.keyBy(number -> "a")
                        .reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, TWO, SECOND)
                        .pairs())
                .state(state)
                .add(numbers, 1)
                .runBatch()
                .expect(one)
                .add(numbers, 1)
                .runBatch()
                .expect(two)
                .crash()
                .restart(3)
                .advance(SECOND)
                .expect(one)
                .advance(SECOND)
                .expect(Pair.of("a", 0))
                .verify();
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void when_windowsAreBehindState_then_theyHoldWhatItGave(StateKind state) {
        MemorySink<Integer> out = MemorySink.create();
        StateSpec<String, Integer, Integer, Integer> sums = StateSpec.function((key, number, sum) -> {
            Integer before = sum.get();
            sum.update(before == null ? number : before + number);
            return sum.get();
        });
        query(out, in -> in.keyBy(number -> "all")
                        .mapWithState(sums)
                        .window(TWO)
                        .window(TWO)
                        .named("above"))
                .state(state)
                .add(numbers, 1)
                .runBatch()
                .expect(1)
                .add(numbers, 2)
                .runBatch()
                .expect(1, 1, 3)
                .crash()
                .restart(3)
                .add(numbers, 4)
                .runBatch()
                .expect(1, 3, 3, 7)
                .advance(SECOND)
                .expect(3, 7, 7)
                .advance(SECOND)
                .expect(7)
                .verify();
    }

    @Test
    void when_aWindowWithAnInverseIsBehindState_then_whatLeavesIsWhatItHadCounted() {
        MemorySink<Integer> out = MemorySink.create();
        StateSpec<String, Integer, Integer, Integer> sums = StateSpec.function((key, number, sum) -> {
            Integer before = sum.get();
            sum.update(before == null ? number : before + number);
            return sum.get();
        });
        query(out, in -> in.keyBy(number -> "all")
                        .mapWithState(sums)
                        .reduceByWindow(Integer::sum, (all, gone) -> all - gone, TWO, SECOND))
                .add(numbers, 1)
                .runBatch()
                .expect(1)
                .add(numbers, 2)
                .runBatch()
                .expect(4)
                .crash()
                .restart(3)
                .advance(SECOND)
                .expect(3)
                .advance(SECOND)
                .expect(0)
                .verify();
    }

    @Test
    void when_aBatchCoversSeveralSlides_then_theyComeInOrder() {
        MemorySink<Integer> out = MemorySink.create();
        QueryHarness<Void, Integer> query = query(out, in -> in.reduceByWindow(Math::max, TWO.plus(SECOND), SECOND));
        query.add(numbers, 5).runBatch().expect(5).add(numbers, 2).stop();
        query.clock().advance(Duration.ofSeconds(3));
        query.restart().runBatch().expectInOrder(5, 5, 2).verify();
    }
}
