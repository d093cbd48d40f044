package io.tidewheel.streaming.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndCountsTest {
    private final EndCounts ends = new EndCounts();

    private static long rowsUpTo(EndCounts ends, long millis) {
        return ends.rows().entrySet().stream()
                .filter(end -> end.getKey() <= millis)
                .mapToLong(end -> end.getValue())
                .sum();
    }

    @Test
    void when_endsAreFew_then_eachIsCounted() {
        for (int row = 0; row < 10_000; row++) {
            ends.add(row % 1_000 - 500, 1);
        }
        assertThat(ends.rows()).hasSize(1_000).containsEntry(-500L, 10L).containsEntry(499L, 10L);
    }

    @Test
    void when_thereAreVeryManyEnds_then_neighboursAreCountedTogether_atTheLastOfThem() {
        for (int row = 0; row < 1_000_000; row++) {
            ends.add(row - 300_000, 1);
        }
        assertThat(ends.rows()).hasSizeLessThanOrEqualTo(65_536);
        assertThat(rowsUpTo(ends, 800_000)).isEqualTo(1_000_000);
        for (long at = -300_000; at < 700_000; at += 9_973) {
            assertThat(rowsUpTo(ends, at)).isBetween(at + 300_000 - 32, at + 300_001);
        }
    }

    @Test
    void when_endsAreAsFarApartAsTheyCanBe_then_theyAreCountedStill() {
        long furthest = Long.MAX_VALUE / 1_000;
        for (int row = 0; row < 100_000; row++) {
            ends.add(row % 2 == 0 ? furthest - row * 10_000_000L : -furthest + row * 10_000_000L, 1);
        }
        assertThat(ends.rows()).hasSizeLessThanOrEqualTo(65_536);
        assertThat(rowsUpTo(ends, Long.MAX_VALUE)).isEqualTo(100_000);
    }
}
