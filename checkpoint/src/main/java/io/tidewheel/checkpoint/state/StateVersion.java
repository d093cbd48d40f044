package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/** The version of one store: it only grows. Set by the thread that applies, read by any. */
final class StateVersion {
    private static final long NOTHING_APPLIED = -1;

    private final String store;
    private volatile long version = NOTHING_APPLIED;

    /** @param store names the store in errors: "memory state of 'hits'" */
    StateVersion(String store) {
        this.store = store;
    }

    long current() {
        return version;
    }

    void mayLoad() {
        if (version != NOTHING_APPLIED) {
            throw new TidewheelException(
                    Kind.BUG, store + " is at batch " + version + "; only a store without a batch can be loaded");
        }
    }

    void mayBecome(long next) {
        if (next <= version) {
            throw new TidewheelException(
                    Kind.BUG, store + " is at batch " + version + "; changes of batch " + next + " come too late");
        }
    }

    void becomes(long next) {
        version = next;
    }
}
