package io.tidewheel.streaming.testing;

import io.tidewheel.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until somebody moves it. Thread-safe. */
public final class ManualClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wallMillis; // of the wall clock when nanos were 0

    private ManualClock(long startMillis) {
        this.wallMillis = new AtomicLong(startMillis);
    }

    public static ManualClock at(Instant start) {
        return new ManualClock(start.toEpochMilli());
    }

    /** Time goes by. */
    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Somebody sets the wall clock forward, or back if negative; no time goes by. */
    public void jump(Duration by) {
        wallMillis.addAndGet(by.toMillis());
    }

    public Instant now() {
        return Instant.ofEpochMilli(epochMillis());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return wallMillis.get() + nanos.get() / 1_000_000;
    }

    @Override
    public String toString() {
        return now().toString();
    }
}
