package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.SourceLimit;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final int FAR = 12_000;
    private static final int NEAR = 4_000;

    private static long rows(BackPressure pressure) {
        return pressure.limits(Map.of("only", -1L)).get("only").rows();
    }

    @Test
    void when_nobodySaysHowLongABatchShouldTake_then_onlyTheUsersLimitHolds() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE.withRows(7), 0));
        pressure.observe(7, 10_000);
        assertThat(rows(pressure)).isEqualTo(7);
    }

    @Test
    void when_batchesTakeTooLong_then_theyGetSmallerAndLargerAgainAfterwards() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 100));
        long first = rows(pressure);
        assertThat(first).isLessThanOrEqualTo(1_000); // also the first batch after downtime is bounded
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(rows(pressure), rows(pressure)); // a row takes 1 ms
        }
        assertThat(rows(pressure)).isBetween(90L, 110L);
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(rows(pressure), rows(pressure) / 1_000); // a thousand rows in 1 ms
        }
        assertThat(rows(pressure)).isBetween(50_000L, 110_000L);
    }

    @Test
    void when_aBatchWasCheapByChance_then_theNextIsAtMostFourTimesAsLarge() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 1_000_000));
        long before = rows(pressure);
        pressure.observe(before, 1);
        assertThat(rows(pressure)).isEqualTo(4 * before);
    }

    @Test
    void when_aRowTakesAThousandTimesAsLong_then_onlyOneBatchIsLong() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 100));
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(rows(pressure), rows(pressure) / 1_000);
        }
        long fast = rows(pressure);
        pressure.observe(fast, fast); // now a row takes 1 ms
        assertThat(rows(pressure)).isBetween(90L, 110L);
        for (int batch = 0; batch < 20; batch++) {
            pressure.observe(rows(pressure), rows(pressure) / 1_000);
        }
        assertThat(rows(pressure)).isBetween(fast / 2, 2 * fast);
        long before = rows(pressure);
        pressure.observe(1, 50); // there was one row, and what each batch costs took its time
        assertThat(rows(pressure)).isEqualTo(before);
    }

    @Test
    void when_aSourceCountsBytes_then_itsBytesAreLimited() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 100));
        for (int batch = 0; batch < 20; batch++) {
            long bytes = bytes(pressure);
            pressure.observeBytes("only", bytes, bytes / 1_000);
        }
        assertThat(bytes(pressure)).isBetween(90_000L, 110_000L);
    }

    private static long bytes(BackPressure pressure) {
        return pressure.limits(Map.of("only", -1L)).get("only").bytes();
    }

    @Test
    void when_aSourceLagsMore_then_itGetsMoreOfABatch() {
        BackPressure pressure = new BackPressure(new Limits(SourceLimit.NONE, 100));
        assertThat(rows(pressure)).isEqualTo(1_000);
        assertThat(limits(pressure, Map.of("a", 90_000L, "b", 10_000L))).isEqualTo(Map.of("a", 899L, "b", 101L));
        assertThat(limits(pressure, Map.of("a", -1L, "b", -1L))).isEqualTo(Map.of("a", 500L, "b", 500L));
        assertThat(limits(pressure, Map.of("a", 0L, "b", 100L))).isEqualTo(Map.of("a", 450L, "b", 550L));
        assertThat(limits(pressure, Map.of("a", 0L, "b", 100_000L))).isEqualTo(Map.of("a", 1L, "b", 1_000L));
    }

    private static Map<String, Long> limits(BackPressure pressure, Map<String, Long> behind) {
        Map<String, Long> rows = new TreeMap<>();
        pressure.limits(behind).forEach((source, limit) -> rows.put(source, limit.rows()));
        return rows;
    }

    @Test
    void when_oneSourceIsFarBehind_then_bothCatchUpTogether() {
        List<QueryProgress> batches = new CopyOnWriteArrayList<>();
        MemorySource<Integer> far = MemorySource.create();
        MemorySource<Integer> near = MemorySource.create();
        far.addAll(Collections.nCopies(FAR, 1));
        near.addAll(Collections.nCopies(NEAR, 2));
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(tidewheel)
                    .targetBatchDuration(Duration.ofMillis(1))
                    .listen(new QueryListener() {
                        @Override
                        public void progressed(QueryProgress progress) {
                            batches.add(progress);
                        }
                    });
            streams.from("far", far).union(streams.from("near", near)).to("out", MemorySink.keepingLast(1));
            streams.start("q").processAllAvailable();
        }
        assertThat(taken(batches.get(0))).containsExactly(500, 500); // nobody knows yet
        double[] behind = {FAR - 500, NEAR - 500};
        for (QueryProgress batch : batches.subList(1, batches.size())) {
            double[] taken = taken(batch);
            double all = taken[0] + taken[1];
            assertThat(taken[0]).isCloseTo(all * behind[0] / (behind[0] + behind[1]), offset(2.5));
            behind[0] -= taken[0];
            behind[1] -= taken[1];
        }
        assertThat(behind).containsOnly(0);
    }

    private static double[] taken(QueryProgress batch) {
        return batch.sources().stream()
                .mapToDouble(source -> source.numInputRows())
                .toArray();
    }
}
