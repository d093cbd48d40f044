package io.tidewheel.api;

import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.PlanNode;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a dataset's rows come from, and whether they are kept. Shared by the datasets that are the same under other
 * names, so that keeping the rows of one keeps those of all. Thread-safe.
 */
final class Lineage {
    private PlanNode computed; // guarded by this
    private @Nullable CachedNode
            kept; // over computed while persisted, here and not where it came from; guarded by this

    Lineage(PlanNode node) {
        this.computed = node;
    }

    synchronized PlanNode node() {
        return kept != null ? kept : computed;
    }

    synchronized @Nullable StorageLevel level() {
        return kept == null ? null : kept.rows().level();
    }

    /** The level at which rows are kept from now on: another one than asked for if they are kept already. */
    synchronized StorageLevel keep(StorageLevel level, LongSupplier ids) {
        if (kept == null) {
            kept = new CachedNode(computed, new CachedRows(ids.getAsLong(), level));
        }
        return kept.rows().level();
    }

    /** What was kept and is no longer; null if nothing was. */
    synchronized @Nullable CachedRows drop() {
        CachedNode dropped = kept;
        kept = null;
        return dropped == null ? null : dropped.rows();
    }

    /** Begins at another node, with the same rows in the same partitions; what is kept stays. */
    synchronized void beginAt(PlanNode saved) {
        computed = saved;
        kept = kept == null ? null : new CachedNode(saved, kept.rows());
    }
}
