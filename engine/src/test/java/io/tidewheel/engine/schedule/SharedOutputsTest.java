package io.tidewheel.engine.schedule;

import static io.tidewheel.engine.schedule.Plans.exchange;
import static io.tidewheel.engine.schedule.Plans.local;
import static io.tidewheel.engine.schedule.Plans.numbers;
import static io.tidewheel.engine.schedule.Plans.rows;
import static io.tidewheel.engine.schedule.Plans.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.block.BlockKey.OutputBlock;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that needs a value computed from an exchange which it reads itself: a sort by count, say. */
class SharedOutputsTest {
    private static final int SHARED = 1;
    private static final int NESTED = 2;

    @TempDir
    Path directory;

    private final List<EngineEvent> events = new ArrayList<>();
    private LocalBackend backend;

    /** @param maxFailures with 1, blocks are taken by their last reader; with more they stay */
    private void open(int maxFailures) {
        backend = Plans.backend(local(1, maxFailures), Runnable::run, directory);
        backend.addListener(events::add);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    /** Adds to each row how many rows there are, a value that is computed first. */
    private static PlanNode plusCount(PlanNode rows, long id) {
        Computed<Integer> count = new Computed<>(id, "count", rows, new Plans.Collect(), parts -> parts.stream()
                .mapToInt(part -> ((List<?>) part).size())
                .sum());
        Plans.MapStep plus = new Plans.MapStep((x, task) -> (Integer) x + (Integer) task.computed(id));
        return new NarrowNode(rows, plus, Layout.UNKNOWN, List.of(count));
    }

    private List<OutputBlock> outputs() {
        return backend.blocks().keys().stream()
                .filter(OutputBlock.class::isInstance)
                .map(OutputBlock.class::cast)
                .toList();
    }

    @Test
    void when_aSubPlanReadsTheSameExchange_then_itsMapsRunOnce() {
        open(1);
        PlanNode plan = plusCount(exchange(numbers(40, 2), 3), SHARED);
        assertThat(rows(backend, plan))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(40, 80).<Object>mapToObj(x -> x).toList());
        assertThat(trace(events))
                .as("maps and the count of the sub-plan, then the plan's own tasks")
                .containsExactly("0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/2/0", "1/0/0", "1/1/0", "1/2/0");
        assertThat(outputs()).isEmpty();
    }

    @Test
    void when_subPlansAreNested_then_mapsStillRunOnce() {
        open(1);
        PlanNode plan = plusCount(exchange(plusCount(exchange(numbers(40, 2), 3), SHARED), 2), NESTED);
        assertThat(rows(backend, plan))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(80, 120).<Object>mapToObj(x -> x).toList());
        assertThat(trace(events))
                .containsExactly(
                        "0/0/0", "0/1/0", "1/0/0", "1/1/0", "1/2/0", // the inner count
                        "1/0/0", "1/1/0", "1/2/0", "2/0/0", "2/1/0", // the outer count
                        "2/0/0", "2/1/0");
        assertThat(outputs()).isEmpty();
    }

    @Test
    void when_aSharedOutputIsLostInBetween_then_itsMapAloneRunsAgain() {
        open(2);
        backend.addListener(event -> {
            if (event instanceof EngineEvent.JobEnded ended && ended.job() == 1) {
                backend.blocks()
                        .remove(outputs().stream()
                                .filter(key -> key.mapPartition() == 1 && key.reducePartition() == 2)
                                .findFirst()
                                .orElseThrow());
            }
        });
        assertThat(rows(backend, plusCount(exchange(numbers(40, 2), 3), SHARED)))
                .hasSize(40);
        assertThat(trace(events).subList(5, trace(events).size()))
                .containsExactly("1/0/0", "1/1/0", "1/2/0", "lost 0/1->2", "0/1/0", "1/2/1");
        assertThat(((EngineEvent.JobEnded) events.get(events.size() - 1)).recomputed())
                .isEqualTo(1);
    }

    @Test
    void when_aValueIsComputedTwiceAtOnce_then_bothGetTheOneThatIsKept() {
        open(1);
        List<Computed<Integer>> self = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        self.add(new Computed<>(SHARED, "number", numbers(4, 2), new Plans.Collect(), parts -> {
            int number = calls.incrementAndGet();
            if (number == 1) { // another plan in need of it begins now, and is done first
                inner.add(backend.value(self.get(0), RunOptions.ALL));
            }
            return number;
        }));
        assertThat(backend.value(self.get(0), RunOptions.ALL)).isEqualTo(2);
        assertThat(inner).containsExactly(2);
        assertThat(backend.value(self.get(0), RunOptions.ALL)).isEqualTo(2);
        assertThat(calls).hasValue(2);
    }

    @Test
    void when_thePlanFailsAfterItsSubPlan_then_nothingStays() {
        open(1);
        PlanNode failing = Plans.map(plusCount(exchange(numbers(40, 2), 3), SHARED), (x, task) -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> rows(backend, failing)).hasMessageContaining("no");
        assertThat(outputs()).isEmpty();
    }
}
