package io.tidewheel.examples;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.List;

/** Values in order within each key, sorted by the exchange: what each sensor measured, earliest first, as changes. */
public final class SecondarySort {
    /** @param seconds since the start */
    public record Reading(String sensor, int seconds, double value) {}

    private SecondarySort() {}

    public static void main(String[] args) {
        Usage.require(args, 0, "SecondarySort");
        try (Tidewheel tw = Tidewheel.open()) {
            run(tw, readings(12)).forEach(change -> System.out.println(change.key() + "\t" + change.value()));
        }
    }

    /** The difference to the reading before, for every reading but the first of each sensor. */
    public static List<Pair<String, Double>> run(Tidewheel tw, List<Reading> readings) {
        return tw.parallelize(readings)
                .sortBy(reading -> String.format("%s %09d", reading.sensor(), reading.seconds()))
                .keyBy(Reading::sensor)
                .groupByKey()
                .flatMapValues(SecondarySort::changes)
                .sortByKey()
                .collect();
    }

    private static List<Double> changes(Iterable<Reading> inOrder) {
        List<Double> changes = new ArrayList<>();
        Double before = null;
        for (Reading reading : inOrder) {
            if (before != null) {
                changes.add(reading.value() - before);
            }
            before = reading.value();
        }
        return changes;
    }

    /** Readings of three sensors, out of order. */
    static List<Reading> readings(int count) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int mixed = i * 7 % count;
            readings.add(new Reading("sensor-" + mixed % 3, mixed, mixed * mixed));
        }
        return readings;
    }
}
