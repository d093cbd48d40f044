package io.tidewheel.engine.memory;

/** One running task's part of a {@link MemoryBudget}. Used by the task's thread; closed when the attempt ends. */
public final class TaskShare implements TaskMemory, AutoCloseable {
    private final MemoryBudget budget;
    private long used;
    private boolean closed;

    TaskShare(MemoryBudget budget) {
        this.budget = budget;
    }

    @Override
    public boolean acquire(long bytes) {
        if (closed || !budget.acquire(bytes, used)) {
            return false;
        }
        used += bytes;
        return true;
    }

    @Override
    public void force(long bytes) {
        if (!closed) {
            budget.force(bytes);
            used += bytes;
        }
    }

    @Override
    public void release(long bytes) {
        if (!closed) {
            assert bytes <= used : "releases " + bytes + " of " + used;
            budget.release(bytes);
            used -= bytes;
        }
    }

    @Override
    public long used() {
        return used;
    }

    /** Lets go of everything; what is asked or released later is refused or ignored. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            budget.closeTask(used);
            used = 0;
        }
    }
}
