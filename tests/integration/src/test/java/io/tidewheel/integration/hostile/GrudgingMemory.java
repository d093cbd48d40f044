package io.tidewheel.integration.hostile;

import io.tidewheel.engine.memory.TaskMemory;
import java.util.Random;

/** Refuses every now and then, never twice in a row: whoever asks spills much more often than a small input deserves. */
final class GrudgingMemory implements TaskMemory {
    private final Random random;
    private boolean refusedLast;
    private long used;

    GrudgingMemory(Random random) {
        this.random = random;
    }

    @Override
    public boolean acquire(long bytes) {
        refusedLast = !refusedLast && random.nextInt(3) == 0;
        if (!refusedLast) {
            used += bytes;
        }
        return !refusedLast;
    }

    @Override
    public void force(long bytes) {
        used += bytes;
    }

    @Override
    public void release(long bytes) {
        used -= bytes;
    }

    @Override
    public long used() {
        return used;
    }
}
