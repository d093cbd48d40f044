package io.tidewheel.engine.schedule;

import static io.tidewheel.engine.schedule.Plans.exchange;
import static io.tidewheel.engine.schedule.Plans.map;
import static io.tidewheel.engine.schedule.Plans.numbers;
import static io.tidewheel.engine.schedule.Plans.rows;
import static io.tidewheel.engine.schedule.Plans.zip;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.CrossNode;
import io.tidewheel.engine.plan.Crosser;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.RegroupNode;
import io.tidewheel.engine.plan.UnionNode;
import io.tidewheel.engine.stage.StageGraph;
import io.tidewheel.engine.task.TaskContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How plans are cut into stages, and that every kind of node gives its rows. */
class StagesTest {
    @TempDir
    Path directory;

    private List<Object> run(PlanNode plan) {
        try (LocalBackend backend = Plans.backend(Plans.local(1, 1), Runnable::run, directory)) {
            return rows(backend, plan);
        }
    }

    @Test
    void when_branchesShareAnExchange_then_itIsOneStage() {
        PlanNode shared = exchange(map(numbers(8, 2), (x, task) -> x), 3);
        PlanNode plan = exchange(zip(map(shared, (x, task) -> x), shared), 4);
        assertThat(StageGraph.of(plan).explain("count")).isEqualTo("""
                stage 2: read 4 <- stage 1 | count
                stage 1: zip(read 3 <- stage 0 | map, read 3 <- stage 0) | deal into 4
                stage 0: numbers to 8 in 2 | map | deal into 3
                """);
    }

    @Test
    void when_aPlanHasEveryKindOfNode_then_itExplainsItself() {
        PlanNode left = new RegroupNode(numbers(6, 3), List.of(List.of(0, 1), List.of(2)), Layout.UNKNOWN);
        PlanNode right = new CachedNode(exchange(numbers(4, 1), 2), new CachedRows(1, StorageLevel.MEMORY_ONLY));
        PlanNode plan = new UnionNode(List.of(left, new CrossNode(left, right, new LeftOnly()), numbers(0, 1)));
        assertThat(StageGraph.of(plan).explain("collect")).isEqualTo("""
                stage 1: union(numbers to 6 in 3 | regroup into 2, left only(numbers to 6 in 3 | regroup into 2, read 2 <- stage 0 | cached MEMORY_ONLY), numbers to 0 in 1) | collect
                stage 0: numbers to 4 in 1 | deal into 2
                """);
        assertThat(plan.partitionCount()).isEqualTo(2 + 4 + 1);
        assertThat(run(plan)).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 4, 5);
    }

    private record LeftOnly() implements Crosser {
        @Override
        public String name() {
            return "left only";
        }

        @Override
        public Cursor open(Cursor left, Opener right, TaskContext context) throws Exception {
            right.open().close();
            right.open().close(); // outputs are not handed over where they are read again
            return left;
        }
    }

    @Test
    void when_unionsAreNested_then_theyAreOneOperation() {
        PlanNode inner = new UnionNode(List.of(numbers(4, 2), numbers(0, 0), numbers(2, 1)));
        PlanNode plan = new UnionNode(List.of(numbers(1, 1), inner, map(inner, (x, task) -> (Integer) x + 10)));
        assertThat(StageGraph.of(plan).explain("collect"))
                .isEqualTo("stage 0: union(numbers to 1 in 1, numbers to 4 in 2, numbers to 2 in 1,"
                        + " union(numbers to 4 in 2, numbers to 2 in 1) | map) | collect\n");
        assertThat(run(plan)).containsExactly(0, 0, 1, 2, 3, 0, 1, 10, 11, 12, 13, 10, 11);
    }

    @Test
    void when_exchangesFollowEachOther_then_stagesAreNumberedFromTheSource() {
        PlanNode plan = numbers(4, 1);
        for (int i = 0; i < 300; i++) {
            plan = exchange(plan, 1);
        }
        assertThat(StageGraph.of(plan).stages()).hasSize(301).allSatisfy(stage -> assertThat(stage.parents())
                .hasSize(stage.id().number() == 0 ? 0 : 1));
        assertThat(run(plan)).hasSize(4);
    }

    @Test
    void when_aPreparedPlanRunsManyTimes_then_nothingGrows() {
        try (LocalBackend backend = Plans.backend(Plans.local(1, 1), Runnable::run, directory);
                PreparedPlan<List<Object>> plan =
                        backend.prepare(Plans.collect(exchange(map(numbers(4, 2), (x, task) -> x), 2)))) {
            runs(plan, 20_000);
            long classes = classes();
            long heap = heapAfterGc();
            int threads = Thread.activeCount();
            runs(plan, 100_000);
            assertThat(heapAfterGc() - heap).isLessThan(512 << 10);
            assertThat(classes() - classes).isLessThan(50); // not one a run
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            assertThat(backend.blocks().keys()).isEmpty();
            assertThat(backend.memory().storageBytes()).isZero();
            assertThat(backend.memory().executionBytes()).isZero();
        }
    }

    private static void runs(PreparedPlan<List<Object>> plan, int times) {
        for (int i = 0; i < times; i++) {
            plan.run(RunOptions.ALL);
        }
    }

    private static long classes() {
        return java.lang.management.ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    private static long heapAfterGc() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
