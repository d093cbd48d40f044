package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.source.SourceLimit;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    @Test
    void when_nobodySaysHowLongABatchShouldTake_then_onlyTheUsersLimitHolds() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE.withRows(7), 0));
        pressure.observe(7, 10_000);
        assertThat(pressure.limit().rows()).isEqualTo(7);
    }

    @Test
    void when_batchesTakeTooLong_then_theyGetSmallerAndLargerAgainAfterwards() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 100));
        long first = pressure.limit().rows();
        assertThat(first).isLessThanOrEqualTo(1_000); // also the first batch after downtime is bounded
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(pressure.limit().rows(), pressure.limit().rows()); // a row takes 1 ms
        }
        assertThat(pressure.limit().rows()).isBetween(90L, 110L);
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(pressure.limit().rows(), pressure.limit().rows() / 1_000); // a thousand rows in 1 ms
        }
        assertThat(pressure.limit().rows()).isBetween(50_000L, 110_000L);
    }

    @Test
    void when_aBatchWasCheapByChance_then_theNextIsAtMostFourTimesAsLarge() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 1_000_000));
        long before = pressure.limit().rows();
        pressure.observe(before, 1);
        assertThat(pressure.limit().rows()).isEqualTo(4 * before);
    }
}
