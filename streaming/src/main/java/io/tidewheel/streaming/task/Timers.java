package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.StateOverlay;

/**
 * When keys want to be called, in the order of time, as one task attempt sees and changes it. Used by one thread.
 */
final class Timers {
    /*
     * One entry for each timer, in the group of its key: a timed key. There is nothing to say about it, so its value is
     * empty.
     */
    static final long NONE = StateOutcome.NO_DEADLINE;

    private static final byte[] NOTHING = {};

    private final StateOverlay entries;

    Timers(StateOverlay entries) {
        this.entries = entries;
    }

    void set(int group, long millis, byte[] key) {
        entries.put(group, TimedKey.of(millis, key), NOTHING);
    }

    void cancel(int group, long millis, byte[] key) {
        entries.remove(group, TimedKey.of(millis, key));
    }

    /** The timers of groups; also those that are set ahead of it while it is read. The caller closes it. */
    GroupScans scan(int firstGroup, int endGroup) {
        return GroupScans.of(entries, firstGroup, endGroup);
    }
}
