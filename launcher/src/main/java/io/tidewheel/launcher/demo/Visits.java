package io.tidewheel.launcher.demo;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Windowed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The job of the demo, of which a batch and a stream are made. */
final class Visits {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final DateTimeFormatter HOUR_TEXT =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Visits() {}

    /** Requests per page and hour. Servers write a request when it is over: it may come late, but by less than an hour. */
    static KeyedFlow<Windowed<String>, Long> perHour(Flow<Visit> visits) {
        return visits.withEventTime(visit -> Instant.ofEpochMilli(visit.millis()), HOUR)
                .keyBy(Visit::page)
                .window(Windows.tumbling(HOUR))
                .aggregate(Aggregators.count())
                .named("visits per hour");
    }

    /** As the log writes it, in UTC: {@code 17/May/2015:10}. */
    static String hour(Windowed<String> window) {
        return HOUR_TEXT.format(window.start());
    }

    /** One result as a line of a file. */
    static String line(Windowed<String> window, Long count) {
        return hour(window) + " " + count + " " + window.key();
    }
}
