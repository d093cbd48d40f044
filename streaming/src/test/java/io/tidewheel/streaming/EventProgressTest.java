package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventProgressTest {
    private static WatermarkGroup group(String... flows) {
        TreeMap<String, EventTime<?>> times = new TreeMap<>();
        for (String flow : flows) {
            times.put(flow, EventTime.of(row -> Instant.EPOCH, Duration.ofSeconds(1)));
        }
        return new WatermarkGroup(times);
    }

    @Test
    void when_aQueryHasSeveralWatermarks_then_itsOwnIsTheOneBehind() {
        assertThat(new EventProgress(Map.of(), Map.of("a", 20L, "b", 10L), Map.of(), Set.of()).watermarkMillis())
                .isEqualTo(10);
    }

    @Test
    void when_flowsAreBehindTheWatermark_then_itStays() {
        assertThat(group("a", "b")
                        .after(20_000, Map.of("a", 5_000L, "b", 5_000L), Set.of(), 0, WatermarkPolicy.MINIMUM))
                .isEqualTo(20_000);
    }
}
