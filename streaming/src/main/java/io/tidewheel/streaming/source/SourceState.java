package io.tidewheel.streaming.source;

import org.jspecify.annotations.Nullable;

/**
 * What a source remembers besides its offset, such as the names of the files it has read: keys and values that are
 * committed with the batch, snapshotted and restored as the state of operators is. Reading gives what committed batches
 * have put. Used on the driver.
 */
public interface SourceState {
    /** What was put under a key; null if nothing. */
    byte @Nullable [] get(byte[] key);

    /** Takes what a batch adds. */
    interface Changes {
        void put(byte[] key, byte[] value);

        void remove(byte[] key);
    }
}
