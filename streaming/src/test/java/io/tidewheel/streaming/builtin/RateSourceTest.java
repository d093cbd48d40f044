package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RateSourceTest {
    private final ManualClock clock = ManualClock.at(Instant.ofEpochMilli(50_000));

    private SourceDriver<RateSource.Row> open(RateSource source) {
        return source.open(SourceRun.context(clock, 4, () -> {}));
    }

    @Test
    void case_I2_cumulativeRowsWithoutAndWithARamp() {
        assertThat(rowsAtSeconds(new RateCurve(5, 0), 2)).containsExactly(0L, 5L);
        assertThat(rowsAtSeconds(new RateCurve(5, 2), 4)).containsExactly(0L, 1L, 3L, 8L);
        assertThat(rowsAtSeconds(new RateCurve(10, 4), 6)).containsExactly(0L, 2L, 6L, 12L, 20L, 30L);
    }

    private static List<Long> rowsAtSeconds(RateCurve curve, int seconds) {
        return LongStream.range(0, seconds)
                .mapToObj(second -> curve.rowsAt(second * 1000))
                .toList();
    }

    @Test
    void case_I2_tenRowsASecondAreATenthOfASecondApart() throws Exception {
        SourceDriver<RateSource.Row> driver = open(RateSource.rowsPerSecond(10));
        Offset start = driver.start();
        clock.advance(Duration.ofSeconds(1));

        SourcePlan plan = driver.plan(start, SourceLimit.NONE);

        assertThat(SourceRun.read(driver, plan.splits()))
                .isEqualTo(LongStream.range(0, 10)
                        .mapToObj(value -> new RateSource.Row(50_000 + value * 100, value))
                        .toList());
        assertThat(driver.plan(plan.to(), SourceLimit.NONE).splits()).isEmpty();
    }

    @Test
    void case_I2_timesAreRounded() {
        RateCurve curve = new RateCurve(1500, 0);

        for (long value = 0; value < 5000; value++) {
            assertThat(curve.millisOf(value)).isEqualTo(Math.round(value * 1000.0 / 1500));
        }
    }

    @Test
    void case_I2_rowsPerBatch() throws Exception {
        SourceDriver<RateSource.Row> driver =
                open(RateSource.perBatch(3, Duration.ofMillis(250), Instant.ofEpochMilli(1000)));
        Offset at = driver.start();

        for (long batch = 0; batch < 4; batch++) {
            SourcePlan plan = driver.plan(at, SourceLimit.NONE);
            long first = batch * 3;
            long millis = 1000 + batch * 250;
            assertThat(SourceRun.read(driver, plan.splits()))
                    .containsExactly(
                            new RateSource.Row(millis, first),
                            new RateSource.Row(millis, first + 1),
                            new RateSource.Row(millis, first + 2));
            at = plan.to();
        }
    }

    @Test
    void when_theRampEnds_then_timesNeverGoBackAndRowsAreDueWhenTheirTimeHasCome() {
        RateCurve curve = new RateCurve(7, 5);

        long last = 0;
        for (long value = 0; value < 200; value++) {
            long millis = curve.millisOf(value);
            assertThat(millis).isGreaterThanOrEqualTo(last);
            assertThat(curve.rowsAt(millis)).isLessThanOrEqualTo(value + 1);
            assertThat(curve.rowsAt(millis + 1001)).isGreaterThan(value);
            last = millis;
        }
    }

    @Test
    void when_aBatchIsLimited_then_theRestComesInTheNextOnes() throws Exception {
        SourceDriver<RateSource.Row> driver = open(RateSource.rowsPerSecond(10));
        Offset at = driver.start();
        clock.advance(Duration.ofSeconds(1));

        SourcePlan first = driver.plan(at, SourceLimit.NONE.withRows(4));
        SourcePlan second = driver.plan(first.to(), SourceLimit.NONE);

        assertThat(first.behindRows()).isEqualTo(6);
        assertThat(SourceRun.read(driver, first.splits())).hasSize(4);
        assertThat(SourceRun.read(driver, second.splits())).hasSize(6);
    }

    @Test
    void when_theEndIsFrozen_then_nothingComesAfterIt() throws Exception {
        SourceDriver<RateSource.Row> timed = open(RateSource.rowsPerSecond(10));
        SourceDriver<RateSource.Row> batched = open(RateSource.perBatch(3, Duration.ZERO, Instant.EPOCH));
        Offset start = timed.start();
        clock.advance(Duration.ofMillis(500));

        assertThat(timed.freezeEnd()).isTrue();
        assertThat(batched.freezeEnd()).isTrue();
        clock.advance(Duration.ofSeconds(10));

        SourcePlan plan = timed.plan(start, SourceLimit.NONE);
        assertThat(SourceRun.read(timed, plan.splits())).hasSize(5);
        assertThat(timed.plan(plan.to(), SourceLimit.NONE).splits()).isEmpty();
        SourcePlan batch = batched.plan(new Offset("7"), SourceLimit.NONE);
        assertThat(SourceRun.read(batched, batch.splits())).hasSize(3);
        assertThat(batched.plan(batch.to(), SourceLimit.NONE).splits()).isEmpty();
    }

    @Test
    void when_theClockGoesBack_then_nothingIsDueAndNothingIsLost() throws Exception {
        SourceDriver<RateSource.Row> driver = open(RateSource.rowsPerSecond(10));
        Offset start = driver.start();
        clock.advance(Duration.ofSeconds(1));
        SourcePlan plan = driver.plan(start, SourceLimit.NONE);
        clock.jump(Duration.ofSeconds(-5));

        assertThat(driver.plan(plan.to(), SourceLimit.NONE)).isEqualTo(SourcePlan.nothing(plan.to()));
    }

    @Test
    void when_optionsMakeNoSense_then_theyAreRefused() {
        assertThatThrownBy(() -> RateSource.rowsPerSecond(0))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> RateSource.rowsPerSecond(5).rampUp(Duration.ofMillis(1500)))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("whole seconds");
    }
}
