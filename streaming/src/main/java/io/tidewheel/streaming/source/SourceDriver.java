package io.tidewheel.streaming.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The driver's half of a source during one run of a query. Called by the query's thread only, in this order:
 * {@link #start} if the query has never run, then for each batch {@link #plan}, {@link #remember} and, once it has
 * happened, {@link #commit}. A batch that is replayed after a restart is remembered and committed without being planned.
 * What it throws fails the batch, which is tried again.
 */
public interface SourceDriver<T> extends Closeable {
    /** Where a query that never ran begins: a fixed place, never "the latest". */
    Offset start() throws Exception;

    /**
     * What the next batch takes: everything from {@code from} on that is there, but not more than {@code limit}. Returns
     * at once. Nothing is consumed by it: a plan may be thrown away and made again. A source with partitions shares the
     * limit among them by their lag, for which there is {@link LagShares}.
     */
    SourcePlan plan(Offset from, SourceLimit limit) throws Exception;

    /**
     * From now on plans end where the source ends at this moment.
     *
     * @return false if this source cannot know
     */
    boolean freezeEnd() throws Exception;

    /**
     * True if the source wakes the query, by {@link SourceContext#wake}, whenever something has come: it is asked for a
     * plan seldom otherwise, and an idle query does nothing. May change from plan to plan.
     */
    default boolean wakes() {
        return false;
    }

    /** Reads splits in tasks. Serialisable; the same for the whole run. */
    SplitFormat<T> format();

    /** Puts into the source's state what must be known after this batch. */
    default void remember(List<Split> splits, SourceState.Changes changes) throws Exception {}

    /**
     * Nothing before {@code lowWater} will be read again, also not after a crash: what is there may be deleted, archived
     * or acknowledged. Called after commits; not for every one. May be told the same offset again.
     */
    default void commit(Offset lowWater) throws Exception {}

    @Override
    default void close() throws IOException {}
}
