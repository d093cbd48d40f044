package io.tidewheel.integration.operations;

import java.util.concurrent.atomic.AtomicInteger;

/** A function that counts its calls in this JVM, whatever copies of it run. */
final class Counted {
    static final AtomicInteger CALLS = new AtomicInteger();

    private Counted() {}

    static <T> T call(T value) {
        CALLS.incrementAndGet();
        return value;
    }
}
