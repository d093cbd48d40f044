package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/** What stores share: which batch was applied last, which only grows, and what may be applied when. */
abstract class VersionedStore implements StateStore {
    private static final long NOTHING_APPLIED = -1;

    private final String name;
    private volatile long version = NOTHING_APPLIED; // set by the thread that applies, read by any

    /** @param name of the store in errors: "memory state of 'hits'" */
    VersionedStore(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** Puts and removes; after it has thrown, the store must be restored anew. */
    abstract void change(StateChanges changes);

    @Override
    public final long version() {
        return version;
    }

    @Override
    public final void load(StateChanges entries) {
        if (version != NOTHING_APPLIED) {
            throw new TidewheelException(
                    Kind.BUG, name + " is at batch " + version + "; only a store without a batch can be loaded");
        }
        change(entries);
    }

    @Override
    public final void apply(long batchId, StateChanges changes) {
        if (batchId <= version) {
            throw new TidewheelException(
                    Kind.BUG, name + " is at batch " + version + "; changes of batch " + batchId + " come too late");
        }
        change(changes);
        version = batchId;
    }

    /** In order, where no other way is cheaper. */
    @Override
    public StateScan dump(int keyGroup) {
        return scan(keyGroup, ByteKeys.EMPTY, null);
    }
}
