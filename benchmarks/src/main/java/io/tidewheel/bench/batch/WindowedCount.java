package io.tidewheel.bench.batch;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import java.time.Duration;
import java.time.Instant;

/** How often each advertisement was seen in each ten seconds, of the CSV files under {@code -Ddata}/events. */
public final class WindowedCount {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private WindowedCount() {}

    public static void main(String[] arguments) throws Exception {
        String events = System.getProperty("data", "data") + "/events";
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            Laps.run("window", 3, () -> tidewheel
                    .textFile(events)
                    .map(line -> line.split(","))
                    .filter(event -> event[3].equals("0"))
                    .withEventTime(event -> Instant.ofEpochMilli(Long.parseLong(event[4])), TEN_SECONDS)
                    .keyBy(event -> Integer.parseInt(event[2]))
                    .window(Windows.tumbling(TEN_SECONDS))
                    .aggregate(count())
                    .count());
        }
    }
}
