package io.tidewheel.streaming;

import io.tidewheel.time.Clock;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How long the parts of a batch take, one after the other. Used by one thread. */
final class Stopwatch {
    private final Clock clock;
    private final Instant began;
    private final long beganNanos;
    private final TreeMap<String, Long> nanos = new TreeMap<>(); // by part
    private long lastNanos;

    Stopwatch(Clock clock) {
        this.clock = clock;
        this.began = Instant.ofEpochMilli(clock.epochMillis());
        this.beganNanos = clock.nanoTime();
        this.lastNanos = beganNanos;
    }

    /** What happened since the last part ended was {@code part}; several of one name count together. */
    void end(String part) {
        long now = clock.nanoTime();
        nanos.merge(part, now - lastNanos, Long::sum);
        lastNanos = now;
    }

    Instant began() {
        return began;
    }

    /** From when {@code before} began to when this did; -1 if there is none. */
    long sinceMillis(@Nullable Stopwatch before) {
        return before == null ? -1 : (beganNanos - before.beganNanos) / 1_000_000;
    }

    long totalMillis() {
        return (lastNanos - beganNanos) / 1_000_000;
    }

    SortedMap<String, Long> partsMillis() {
        SortedMap<String, Long> millis = new TreeMap<>();
        nanos.forEach((part, each) -> millis.put(part, each / 1_000_000));
        return millis;
    }
}
