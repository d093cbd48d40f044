package io.tidewheel.engine.block;

/** Hears what becomes of stored blocks; called by the thread that did it, without a lock. Must not throw. */
interface BlockListener {
    /** The block was written to disk and its memory let go of. */
    void evicted(BlockKey key, long heapBytes);

    /** The block is not stored any more though nobody removed it: dropped for want of memory, or unreadable. */
    void lost(BlockKey key);
}
