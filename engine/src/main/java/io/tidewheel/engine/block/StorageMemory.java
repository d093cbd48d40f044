package io.tidewheel.engine.block;

/** The part of the memory budget that stored blocks use: whatever running tasks leave. Thread-safe. */
public interface StorageMemory {
    /** Takes {@code bytes} for a stored block; false, and nothing taken, if they are not free. Never evicts. */
    boolean acquireStorage(long bytes);

    void releaseStorage(long bytes);

    /** Who is asked, by any thread and without a lock, to let go of stored blocks when tasks want room. */
    void evictWith(Evictor evictor);

    /** Lets go of stored blocks. */
    @FunctionalInterface
    interface Evictor {
        /** Frees at least {@code bytes} if it can, by {@link #releaseStorage}, and says how many it freed. */
        long evict(long bytes);
    }
}
