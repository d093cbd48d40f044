package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.ReadableState;
import io.tidewheel.checkpoint.state.StateScan;
import org.jspecify.annotations.Nullable;

/** The entries of a task's key groups, one group after the other. Used by one thread; twice closed is closed. */
final class GroupScans implements AutoCloseable {
    /** Opens the scan of one group. */
    @FunctionalInterface
    interface Opening {
        StateScan open(int group);
    }

    private static final byte[] FIRST = {};

    private final Opening opening;
    private final int endGroup;
    private int group; // that of the scan, or the next one
    private @Nullable StateScan scan;

    GroupScans(int firstGroup, int endGroup, Opening opening) {
        this.group = firstGroup;
        this.endGroup = endGroup;
        this.opening = opening;
    }

    /** All entries of groups {@code [firstGroup, endGroup)}. */
    static GroupScans of(ReadableState state, int firstGroup, int endGroup) {
        return new GroupScans(firstGroup, endGroup, group -> state.scan(group, FIRST, null));
    }

    /** Goes to the next entry; false if there is none. */
    boolean next() {
        while (group < endGroup) {
            StateScan open = scan == null ? opening.open(group) : scan;
            scan = open;
            if (open.next()) {
                return true;
            }
            skipGroup();
        }
        return false;
    }

    /** The entries of this group that were not given are left out. */
    void skipGroup() {
        close();
        group++;
    }

    /** Of the entry. */
    int group() {
        return group;
    }

    /** Where the entry is. */
    StateScan entry() {
        StateScan open = scan;
        assert open != null : "next() has not said true";
        return open;
    }

    @Override
    public void close() {
        StateScan open = scan;
        scan = null;
        if (open != null) {
            open.close();
        }
    }
}
