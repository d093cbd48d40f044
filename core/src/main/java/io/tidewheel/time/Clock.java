package io.tidewheel.time;

/** Where the engine asks for the time; comes in by constructor, so that tests move it. Thread-safe. */
public interface Clock {
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** For measuring spans: never goes back, and means nothing by itself. */
    long nanoTime();

    /** Milliseconds since 1970; may jump when somebody sets the clock. */
    long epochMillis();
}
