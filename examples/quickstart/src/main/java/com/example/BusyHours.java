package com.example;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;

/** Requests per hour of the day, from a log in Apache's format. */
public final class BusyHours {
    private BusyHours() {}

    public static void main(String[] args) {
        try (Tidewheel tw = Tidewheel.open()) {
            tw.textFile(args[0])
                    .via(BusyHours::perHour)
                    .sortByKey()
                    .collect()
                    .forEach(hour -> System.out.println(hour.key() + "h " + hour.value()));
        }
    }

    static KeyedFlow<String, Long> perHour(Flow<String> log) {
        return log.map(line -> line.split(":"))
                .filter(parts -> parts.length > 2)
                .keyBy(parts -> parts[1])
                .aggregate(count())
                .named("requests per hour");
    }
}
