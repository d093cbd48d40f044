package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one task attempt puts into a state when it meets each key once: cheaper than {@link StateOverlay}, for nothing is
 * looked up or sorted. Used by one thread.
 */
public final class GroupedChanges {
    private StateChanges.@Nullable Builder[] groups = new StateChanges.Builder[0];

    /** @param number of a key in {@code keys}; it was not put before */
    public void put(KeyBlock keys, int number, byte[] values, int valueFrom, int valueLength) {
        int group = keys.keyGroup(number);
        if (group >= groups.length) {
            groups = Arrays.copyOf(groups, Math.max(group + 1, 2 * groups.length));
        }
        StateChanges.Builder changes = groups[group];
        if (changes == null) {
            changes = new StateChanges.Builder();
            groups[group] = changes;
        }
        changes.put(group, keys.array(), keys.from(number), keys.length(number), values, valueFrom, valueLength);
    }

    /** What was put so far, ordered by key group, within one in the order in which it was put. */
    public StateChanges changes() {
        return StateChanges.Builder.concat(groups);
    }
}
