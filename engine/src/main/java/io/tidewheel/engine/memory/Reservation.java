package io.tidewheel.engine.memory;

/** What one consumer of a task holds of the task's memory. Used by the task's thread. */
public final class Reservation implements AutoCloseable {
    /** Asked for at once at least, so that the budget is not asked for each small chunk. */
    private static final long STEP_BYTES = 64 << 10;

    private final TaskMemory memory;
    private long held;

    public Reservation(TaskMemory memory) {
        this.memory = memory;
    }

    /** Makes sure that at least {@code bytes} are held; false, and nothing changed, if they are refused. */
    public boolean ensure(long bytes) {
        long missing = bytes - held;
        if (missing <= 0) {
            return true;
        }
        long ample = Math.max(missing, Math.max(STEP_BYTES, held / 4));
        if (memory.acquire(ample)) {
            held += ample;
            return true;
        }
        if (ample > missing && memory.acquire(missing)) {
            held += missing;
            return true;
        }
        return false;
    }

    /** Makes sure that at least {@code bytes} are held, refused or not. */
    public void force(long bytes) {
        long missing = bytes - held;
        if (missing > 0 && !ensure(bytes)) {
            memory.force(missing);
            held += missing;
        }
    }

    /** Lets go of what is held beyond {@code bytes}. */
    public void shrink(long bytes) {
        if (held > bytes) {
            memory.release(held - bytes);
            held = bytes;
        }
    }

    public long held() {
        return held;
    }

    @Override
    public void close() {
        shrink(0);
    }
}
