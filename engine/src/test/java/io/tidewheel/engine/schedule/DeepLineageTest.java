package io.tidewheel.engine.schedule;

import static io.tidewheel.engine.schedule.Plans.collect;
import static io.tidewheel.engine.schedule.Plans.map;
import static io.tidewheel.engine.schedule.Plans.numbers;
import static io.tidewheel.engine.schedule.Plans.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.plan.UnionNode;
import io.tidewheel.engine.task.TaskContext;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lineages of thousands of steps: on a small stack, at a cost that grows with their length and no faster. */
class DeepLineageTest {
    private static final int ROWS = 10;

    @TempDir
    Path directory;

    private LocalBackend backend;

    @BeforeEach
    void open() {
        backend = Plans.backend(Plans.local(1, 1), Runnable::run, directory);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private static <R> R onSmallStack(Callable<R> work) throws Exception {
        FutureTask<R> task = new FutureTask<>(work);
        new Thread(null, task, "small stack", 512 << 10).start();
        return task.get();
    }

    @Test
    void when_theLineageIsTenThousandStepsDeep_then_itRunsOnASmallStack() throws Exception {
        PlanNode deep = numbers(ROWS, 1);
        for (int i = 0; i < 10_000; i++) {
            deep = map(deep, (x, task) -> (Integer) x + 1);
        }
        PlanNode plan = deep;
        assertThat(onSmallStack(() -> rows(backend, plan)))
                .containsExactlyElementsOf(
                        IntStream.range(10_000, 10_010).boxed().toList());
        assertThat(backend.prepare(collect(plan)).explain())
                .isEqualTo("stage 0: numbers to 10 in 1 | map x10000 | collect\n");
    }

    @Test
    void when_unionsAreNestedDeeply_then_theyRunOnASmallStackAsOne() throws Exception {
        PlanNode deep = numbers(1, 1);
        for (int i = 0; i < 5_000; i++) {
            deep = new UnionNode(List.of(deep, numbers(1, 1)));
        }
        PlanNode plan = deep;
        assertThat(onSmallStack(() -> rows(backend, plan))).isEqualTo(Collections.nCopies(5_001, 0));
    }

    @Test
    void when_theLineageIsTwiceAsDeep_then_eachStepIsAskedNoMoreOften() {
        long shallow = asked(5_000);
        long deep = asked(10_000);
        assertThat(shallow).isGreaterThan(5_000L * ROWS);
        assertThat(deep).isLessThanOrEqualTo(2 * shallow + 100);
    }

    /** How often the steps of a lineage are called, by whatever they can be called for. */
    private long asked(int steps) {
        Asked.calls = 0;
        assertThat(rows(backend, deep(steps, new Asked()))).hasSize(ROWS);
        return Asked.calls;
    }

    @Test
    void when_theLineageIsTwiceAsDeep_then_aboutTwiceAsMuchIsAllocated() {
        allocated(10_000); // what is made once
        long shallow = allocated(5_000);
        long deep = allocated(10_000);
        assertThat(deep).isBetween(shallow, 5 * shallow / 2);
    }

    /** Bytes that planning and running a lineage allocates, all on this thread. */
    private long allocated(int steps) {
        PlanNode plan = deep(steps, new Asked());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        rows(backend, plan);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static PlanNode deep(int steps, Step step) {
        PlanNode deep = numbers(ROWS, 1);
        for (int i = 0; i < steps; i++) {
            deep = new NarrowNode(deep, step, Layout.UNKNOWN, List.of());
        }
        return deep;
    }

    /** Hands rows on and counts what it is asked. */
    private record Asked() implements Step.PerRow {
        private static long calls; // static: strict backends copy steps

        @Override
        public String name() {
            calls++;
            return "asked";
        }

        @Override
        public boolean fansOut() {
            calls++;
            return false;
        }

        @Override
        public Sink push(Sink down, TaskContext context) {
            calls++;
            return new Sink(down) {
                @Override
                public void accept(@Nullable Object row) throws Exception {
                    calls++;
                    down.accept(row);
                }
            };
        }
    }
}
