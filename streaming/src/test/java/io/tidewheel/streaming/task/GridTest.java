package io.tidewheel.streaming.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GridTest {
    private static final Grid GRID = Grid.startedAt(1_000, 5_300);

    @Test
    void when_aQueryIsStarted_then_itsFirstIntervalEndsAtTheLastTimeOfTheGrid() {
        assertThat(GRID.zeroMillis()).isEqualTo(4_000);
        assertThat(GRID.timeMillis(GRID.zeroMillis(), 5_300)).isEqualTo(5_000);
        assertThat(GRID.untilNextMillis(GRID.zeroMillis(), 5_300)).isZero();
    }

    @Test
    void when_aBatchIsLate_then_theNextOneCoversWhatItMissed() {
        assertThat(GRID.timeMillis(5_000, 7_900)).isEqualTo(7_000);
        assertThat(GRID.untilNextMillis(7_000, 7_900)).isEqualTo(100);
        assertThat(GRID.untilNextMillis(7_000, 9_200)).isZero();
    }

    @Test
    void when_theClockIsSetBack_then_batchesGoOnAnIntervalApart() {
        assertThat(GRID.timeMillis(9_000, 2_500)).isEqualTo(10_000);
        assertThat(GRID.untilNextMillis(9_000, 2_500)).isEqualTo(1_000);
    }

    @Test
    void when_theLastBatchWasBeforeThereWasAnInterval_then_timesAreOnTheGridAllTheSame() {
        assertThat(GRID.timeMillis(5_345, 5_400)).isEqualTo(6_000);
        assertThat(GRID.untilNextMillis(5_345, 5_400)).isEqualTo(600);
    }

    private static List<Long> slides(Grid grid, long previousMillis, long timeMillis, long slideMillis) {
        List<Long> slides = new ArrayList<>();
        long slide = Slides.next(grid, previousMillis, slideMillis);
        for (; slide <= timeMillis; slide = Slides.next(grid, slide, slideMillis)) {
            slides.add(slide);
        }
        return slides;
    }

    @Test
    void when_slidesLieInAGap_then_theyComeInOrder() {
        Grid grid = new Grid(1_000, 4_000);
        assertThat(slides(grid, 4_000, 5_000, 2_000)).isEmpty();
        assertThat(slides(grid, 5_000, 6_000, 2_000)).containsExactly(6_000L);
        assertThat(slides(grid, 6_000, 11_000, 2_000)).containsExactly(8_000L, 10_000L);
        assertThat(slides(grid, 6_000, 12_000, 3_000)).containsExactly(7_000L, 10_000L);
    }

    @Test
    void property_timesAreOnTheGridAndGrow_andNobodyWaitsLongerThanAnInterval() {
        Random random = new Random(1);
        for (int run = 0; run < 200; run++) {
            long interval = 1L + random.nextInt(5_000);
            long now = random.nextLong(-1L << 40, 1L << 41); // before 1970 too
            Grid grid = Grid.startedAt(interval, now);
            long previous = grid.zeroMillis();
            for (int batch = 0; batch < 50; batch++) {
                long wait = grid.untilNextMillis(previous, now);
                assertThat(wait).isBetween(0L, interval);
                now += wait + (random.nextInt(4) == 0 ? random.nextLong(4 * interval) : 0); // some are late
                long time = grid.timeMillis(previous, now);
                assertThat(Math.floorMod(time, interval)).isZero();
                assertThat(time).isGreaterThan(previous).isLessThanOrEqualTo(now);
                assertThat(now - time).isLessThan(interval);
                previous = time;
                now += random.nextLong(2 * interval);
            }
        }
    }

    @Test
    void property_eachSlideLiesInOneBatch_inOrder_andAWholeNumberOfSlidesFromZero() {
        Random random = new Random(2);
        for (int run = 0; run < 200; run++) {
            long interval = 1L + random.nextInt(1_000);
            Grid grid = Grid.startedAt(interval, random.nextLong(-1L << 40, 1L << 41));
            long slide = interval * (1 + random.nextLong(5));
            List<Long> all = new ArrayList<>();
            long previous = grid.zeroMillis();
            for (int batch = 0; batch < 50; batch++) {
                long time = previous + interval * (1 + random.nextLong(7));
                List<Long> slides = slides(grid, previous, time, slide);
                long before = previous;
                assertThat(slides).allMatch(at -> at > before && at <= time);
                all.addAll(slides);
                previous = time;
            }
            List<Long> expected = new ArrayList<>();
            for (long at = grid.zeroMillis() + slide; at <= previous; at += slide) {
                expected.add(at);
            }
            assertThat(all).isEqualTo(expected);
        }
    }

    @Test
    void when_aSpanIsNoMultiple_then_theErrorSaysOfWhat() {
        Duration second = Duration.ofSeconds(1);
        Grid.checkMultiple("the window", Duration.ofSeconds(3), second);
        assertThatThrownBy(() -> Grid.checkMultiple("the window of 'clicks'", Duration.ofMillis(1_500), second))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContainingAll("the window of 'clicks'", "PT1.5S", "PT1S", "multiple");
        assertThatThrownBy(() -> Grid.checkMultiple("the slide", Duration.ZERO, second))
                .isInstanceOf(TidewheelException.class);
    }
}
