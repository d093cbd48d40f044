package io.tidewheel.checkpoint.state;

/** Entries in the order of keys. Used by one thread; {@link #key} and {@link #value} after {@code next()} said true. */
public interface StateScan extends AutoCloseable {
    boolean next();

    byte[] key();

    byte[] value();

    @Override
    void close();
}
