package io.tidewheel.checkpoint.state;

/**
 * One operator's state, that of the last committed batch. Tasks of one batch read it at the same time, each its own
 * key groups; changes are applied by one thread between batches, after their batch was committed. A scan that runs
 * while changes are applied (a snapshot's) sees each key as it was before or as it is after.
 */
public interface StateStore extends ReadableState, AutoCloseable {
    /**
     * Makes the changes of one batch part of the state.
     *
     * @param version the batch; later than {@link #version}
     */
    void apply(long version, StateChanges changes);

    /** How many keys there are; an estimate only where counting would cost a scan. */
    long keys();

    /** Bytes of memory and of local disk it takes. */
    long bytes();

    @Override
    void close();
}
