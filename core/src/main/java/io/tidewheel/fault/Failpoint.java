package io.tidewheel.fault;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A named place in the code where a fault test ends, fails or delays this process. Does nothing unless the JVM was
 * started with {@code -Dtidewheel.failpoint=<name>:<halt|throw|delay>:<nth>}; then the {@code nth} time (from 1) that
 * the place is reached it halts the JVM with exit code 137 as a kill does, throws, or waits for 100 ms. Thread-safe.
 */
public final class Failpoint {
    private static final long DELAY_NANOS = 100_000_000;
    private static final @Nullable Armed ARMED = Armed.of(System.getProperty("tidewheel.failpoint"));

    private Failpoint() {}

    private record Armed(String name, String what, long nth, AtomicLong reached) {
        static @Nullable Armed of(@Nullable String property) {
            if (property == null) {
                return null;
            }
            String[] parts = property.split(":");
            if (parts.length != 3 || !parts[1].matches("halt|throw|delay") || !parts[2].matches("[1-9]\\d{0,17}")) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "tidewheel.failpoint is '" + property + "' and should be <name>:<halt|throw|delay>:<nth>");
            }
            return new Armed(parts[0], parts[1], Long.parseLong(parts[2]), new AtomicLong());
        }
    }

    /** True if this JVM is to fail at that place: it may be worth making room for it. */
    public static boolean isArmed(String name) {
        Armed armed = ARMED;
        return armed != null && armed.name.equals(name);
    }

    /** Called where a process may die. */
    public static void hit(String name) {
        Armed armed = ARMED;
        if (armed != null && armed.name.equals(name) && armed.reached.incrementAndGet() == armed.nth) {
            switch (armed.what) {
                case "halt" -> Runtime.getRuntime().halt(137);
                case "delay" -> LockSupport.parkNanos(DELAY_NANOS);
                default -> throw new IllegalStateException("failpoint " + name);
            }
        }
    }
}
