package io.tidewheel.checkpoint.state;

/**
 * One operator's state, that of the last committed batch. Tasks of one batch read it at the same time, each its own
 * key groups; changes are applied, one batch after the other, after their batch was committed. A scan or dump that
 * runs while changes are applied sees each key as it was before or as it is after.
 */
public interface StateStore extends ReadableState, AutoCloseable {
    /**
     * Puts entries that a snapshot holds into a store to which nothing was applied yet.
     *
     * @throws io.tidewheel.error.TidewheelException (BUG) if something was applied
     */
    void load(StateChanges entries);

    /**
     * Makes the changes of one batch part of the state. After it has thrown, the store must be restored anew.
     *
     * @param version the batch
     * @throws io.tidewheel.error.TidewheelException (BUG) if the batch is not later than {@link #version}
     */
    void apply(long version, StateChanges changes);

    /** All entries of one group, in any order: how snapshots read. Any thread; the caller closes what it gets. */
    StateScan dump(int keyGroup);

    /** How many keys there are; an estimate only where counting would cost a scan. */
    long keys();

    /** Bytes of memory and of local disk it takes. */
    long bytes();

    @Override
    void close();
}
