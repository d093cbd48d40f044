package io.tidewheel.engine.memory;

/**
 * One task attempt's share of the memory budget. Used by the task's thread. A consumer that is refused spills or fails;
 * it never waits for itself.
 */
public interface TaskMemory {
    /**
     * Asks for {@code bytes} more. May evict stored blocks to disk to make room.
     *
     * @return false if the task's fair share is used up: nothing was taken, spill now
     */
    boolean acquire(long bytes);

    /** Takes {@code bytes} even beyond the share: for what cannot be spilled, such as a table's first page. */
    void force(long bytes);

    void release(long bytes);

    long used();
}
