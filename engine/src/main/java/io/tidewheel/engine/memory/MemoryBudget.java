package io.tidewheel.engine.memory;

import io.tidewheel.engine.block.StorageMemory;
import java.util.function.LongPredicate;

/**
 * The memory that one backend gives to rows: those of running tasks and those of stored blocks. Of N running tasks each
 * may take the N-th part; stored blocks use what tasks leave and are evicted when tasks want it. A task that is refused
 * spills; nobody waits. Thread-safe.
 */
public final class MemoryBudget implements StorageMemory {
    /** What a task may always have, so that its runs on disk are not tiny: at most this, and a 16th of its share. */
    private static final long FLOOR_BYTES = 1L << 20;

    private final long total;
    private final LongPredicate heapIsFull;
    private volatile Evictor evictor = bytes -> 0;
    private long execution; // guarded by this
    private long storage; // guarded by this
    private int tasks; // guarded by this

    /** A budget that trusts the sizes it is told. */
    public MemoryBudget(long totalBytes) {
        this(totalBytes, heldBytes -> false);
    }

    /**
     * @param heapIsFull asked before each grant, told the bytes that are held; while it says yes, tasks get next to nothing
     *     and blocks are evicted
     */
    public MemoryBudget(long totalBytes, LongPredicate heapIsFull) {
        if (totalBytes < 1) {
            throw new IllegalArgumentException("a memory budget must be >= 1 byte, but is " + totalBytes);
        }
        this.total = totalBytes;
        this.heapIsFull = heapIsFull;
    }

    /**
     * A budget of a part of the largest heap of this JVM that also watches how full the heap is after collections.
     *
     * @param fraction above 0, at most 1
     */
    public static MemoryBudget ofHeap(double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("the memory fraction must be in (0, 1], but is " + fraction);
        }
        return new MemoryBudget((long) (Runtime.getRuntime().maxMemory() * fraction), new HeapPressure());
    }

    /** Opens the share of a task that starts now; closing it lets go of all it holds. */
    public synchronized TaskShare openTask() {
        tasks++;
        return new TaskShare(this);
    }

    public long totalBytes() {
        return total;
    }

    public synchronized long executionBytes() {
        return execution;
    }

    public synchronized long storageBytes() {
        return storage;
    }

    private synchronized long heldBytes() {
        return execution + storage;
    }

    @Override
    public void evictWith(Evictor newEvictor) {
        evictor = newEvictor;
    }

    @Override
    public synchronized boolean acquireStorage(long bytes) {
        if (execution + storage + bytes > total) {
            return false;
        }
        storage += bytes;
        return true;
    }

    @Override
    public synchronized void releaseStorage(long bytes) {
        storage -= bytes;
        assert storage >= 0 : "storage=" + storage + " after releasing " + bytes;
    }

    boolean acquire(long bytes, long used) {
        boolean full = heapIsFull.test(heldBytes());
        long shortfall;
        synchronized (this) {
            long fair = total / Math.max(1, tasks);
            long floor = Math.min(FLOOR_BYTES, fair / 16);
            boolean small = used + bytes <= floor;
            if (!small && (used + bytes > fair)) {
                return false;
            }
            shortfall = execution + storage + bytes - total;
            if (small || (shortfall <= 0 && !full)) {
                execution += bytes;
                return true;
            }
        }
        evictor.evict(Math.max(shortfall, full ? bytes : 0)); // without the lock: it writes files
        synchronized (this) {
            if (full || execution + storage + bytes > total) {
                return false;
            }
            execution += bytes;
            return true;
        }
    }

    synchronized void force(long bytes) {
        execution += bytes;
    }

    synchronized void release(long bytes) {
        execution -= bytes;
        assert execution >= 0 : "execution=" + execution + " after releasing " + bytes;
    }

    synchronized void closeTask(long bytes) {
        tasks--;
        release(bytes);
    }

    @Override
    public synchronized String toString() {
        return "memory budget " + total + " bytes: " + execution + " by " + tasks + " tasks, " + storage + " by blocks";
    }
}
