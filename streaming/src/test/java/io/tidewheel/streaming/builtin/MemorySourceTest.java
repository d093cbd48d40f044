package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemorySourceTest {
    private final AtomicInteger wakes = new AtomicInteger();
    private final SourceContext context = SourceRun.context(Clock.SYSTEM, 4, wakes::incrementAndGet);

    @Test
    void when_rowsAreAdded_then_theQueryWakesAndReadsThemByIndexAgainAndAgain() throws Exception {
        MemorySource<String> source = MemorySource.of("a");
        SourceDriver<String> driver = source.open(context);
        source.add("b", "c");

        SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE);

        assertThat(wakes).hasValue(1);
        assertThat(plan.to()).isEqualTo(new Offset("3"));
        assertThat(SourceRun.read(driver, plan.splits())).containsExactly("a", "b", "c");
        assertThat(SourceRun.read(driver, plan.splits())).containsExactly("a", "b", "c");
        assertThat(driver.plan(plan.to(), SourceLimit.NONE)).isEqualTo(SourcePlan.nothing(plan.to()));
    }

    @Test
    void when_thereAreManyRows_then_severalTasksReadThemInOrder() throws Exception {
        MemorySource<Integer> source = MemorySource.<Integer>create();
        source.addAll(IntStream.range(0, 1001).boxed().toList());
        SourceDriver<Integer> driver = source.open(context);

        SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE);

        assertThat(plan.splits()).hasSize(3);
        assertThat(SourceRun.read(driver, plan.splits()))
                .isEqualTo(IntStream.range(0, 1001).boxed().toList());
    }

    @Test
    void when_aBatchIsLimited_then_itSaysHowMuchIsLeft() throws Exception {
        SourceDriver<Integer> driver = MemorySource.of(1, 2, 3, 4, 5).open(context);

        SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE.withRows(2));

        assertThat(SourceRun.read(driver, plan.splits())).containsExactly(1, 2);
        assertThat(plan.behindRows()).isEqualTo(3);
    }

    @Test
    void when_theEndIsFrozen_then_laterRowsAreLeft() throws Exception {
        MemorySource<Integer> source = MemorySource.of(1, 2);
        SourceDriver<Integer> driver = source.open(context);

        assertThat(driver.freezeEnd()).isTrue();
        source.add(3);

        assertThat(SourceRun.read(
                        driver, driver.plan(driver.start(), SourceLimit.NONE).splits()))
                .containsExactly(1, 2);
    }

    @Test
    void when_rowsAreForgottenAfterTheirCommit_then_theyCannotBeReadAgain() throws Exception {
        MemorySource<Integer> source = MemorySource.forgetting();
        source.add(1, 2, 3);
        SourceDriver<Integer> driver = source.open(context);
        SourcePlan plan = driver.plan(driver.start(), SourceLimit.NONE);

        driver.commit(new Offset("2"));
        source.add(4);

        assertThat(source.size()).isEqualTo(4);
        assertThat(SourceRun.read(
                        driver, driver.plan(new Offset("2"), SourceLimit.NONE).splits()))
                .containsExactly(3, 4);
        assertThatThrownBy(() -> SourceRun.read(driver, plan.splits()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("holds rows 2 to 4, but rows 0 to 3 are to be read");
    }

    @Test
    void when_theQueryHasReadMoreThanThereIs_then_itIsToldThatMemoryIsGone() {
        SourceDriver<Integer> driver = MemorySource.of(1).open(context);

        assertThatThrownBy(() -> driver.plan(new Offset("5"), SourceLimit.NONE))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("holds 1 rows, but the query has read 5")
                .hasMessageContaining("new checkpoint");
    }

    @Test
    void when_aDriverIsClosed_then_itIsWokenNoMore() throws Exception {
        MemorySource<Integer> source = MemorySource.create();
        source.open(context).close();

        source.addAll(List.of(1));

        assertThat(wakes).hasValue(0);
    }
}
