package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.engine.schedule.LocalOptions;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.integration.hostile.HostileBackend;
import io.tidewheel.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lineages as loops make them: built, explained and run where neither driver nor tasks have more stack than 512 KB. */
class DeepLineagesTest {
    private static final int STACK_BYTES = 512 << 10;
    private static final Master MASTER = Master.parse("local[2]", 2);

    private static Thread onSmallStack(Runnable work) {
        Thread thread = new Thread(null, work, "small stack", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static <R> R onSmallStack(Callable<R> work) throws Exception {
        FutureTask<R> task = new FutureTask<>(work);
        onSmallStack((Runnable) task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Every task gets a thread of its own, with a small stack. */
    private static Tidewheel local(boolean strict) {
        LocalOptions options = new LocalOptions(2, 1, false, strict, Duration.ofSeconds(5));
        return BackendDoor.open(
                Tidewheel.builder().master("local[2]").config("tidewheel.strict", String.valueOf(strict)),
                local -> new LocalBackend(
                        local.session(),
                        options,
                        DeepLineagesTest::onSmallStack,
                        Clock.SYSTEM,
                        local.memory(),
                        local.spill(),
                        local.codecs(),
                        local.sideResults()));
    }

    private static void check(Tidewheel tw, DeepShape shape, int rounds) throws Exception {
        try (tw) {
            assertThat(onSmallStack(() -> {
                        Dataset<Long> rows = shape.of(tw, rounds);
                        assertThat(rows.explain().length()).isLessThan(200 * rounds + 200_000);
                        assertThat(rows.isEmpty()).isFalse();
                        return shape.sorted(rows.collect());
                    }))
                    .isEqualTo(shape.expected(rounds));
        }
    }

    @ParameterizedTest
    @EnumSource
    void when_aLoopMadeALineageOfThousandsOfSteps_then_itRunsOnSmallStacks(DeepShape shape) throws Exception {
        check(local(false), shape, shape.rounds());
    }

    @ParameterizedTest
    @EnumSource
    void when_aDeepLineageRunsInStrictMode_then_itRunsOnSmallStacks(DeepShape shape) throws Exception {
        check(local(true), shape, shape.rounds() / 10);
    }

    @ParameterizedTest
    @EnumSource
    void when_aDeepLineageMeetsAHostileBackend_then_itRunsOnSmallStacks(DeepShape shape) throws Exception {
        Tidewheel hostile = BackendDoor.open("local[2]", local -> HostileBackend.instead(local, MASTER, 7, false));
        check(hostile, shape, shape.rounds() / 10);
    }

    /** So long a run of iterators in iterators, each with half a hundred frames of its own, needs a larger stack. */
    @Test
    void when_functionsNeedMoreStackThanThereIs_then_theErrorNamesTheWayOut() {
        try (Tidewheel tw = local(false)) {
            Dataset<Long> rows = tw.range(0, 10, 1, 1).boxed();
            for (int i = 0; i < 500; i++) {
                rows = rows.mapPartitions(elements -> new Frames(elements, 400));
            }
            Dataset<Long> deep = rows;
            assertThatThrownBy(deep::count)
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("the stage has 501 steps")
                    .hasMessageContaining("saveLineage(path), or cache()")
                    .hasMessageContaining("-Xss");
        }
    }

    /** Passes elements on from deep down. */
    private record Frames(Iterator<Long> elements, int frames) implements Iterator<Long> {
        @Override
        public boolean hasNext() {
            return hasNext(frames);
        }

        private boolean hasNext(int more) {
            return more == 0 ? elements.hasNext() : hasNext(more - 1);
        }

        @Override
        public Long next() {
            return elements.next();
        }
    }
}
