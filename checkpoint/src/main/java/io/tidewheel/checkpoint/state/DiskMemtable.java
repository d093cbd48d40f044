package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Changes that are in no run yet. A value has a byte in front: 0 if the key was removed, else 1. */
final class DiskMemtable {
    private static final byte[] REMOVED = {0};

    private final MemoryGroup[] groups;

    DiskMemtable(String store, int keyGroups) {
        groups = new MemoryGroup[keyGroups];
        Arrays.setAll(groups, group -> new MemoryGroup(store));
    }

    void change(StateChanges.Reader change) {
        byte[] stored = REMOVED;
        if (!change.isRemoval()) {
            stored = new byte[1 + change.valueLength()];
            stored[0] = 1;
            System.arraycopy(change.bytes(), change.valueFrom(), stored, 1, change.valueLength());
        }
        MemoryGroup group = groups[change.keyGroup()];
        int hash = ByteKeys.hash(change.bytes(), change.keyFrom(), change.keyLength());
        synchronized (group) {
            group.put(hash, change.bytes(), change.keyFrom(), change.keyLength(), stored, 0, stored.length);
        }
    }

    /** With the byte in front; null if nothing is known of the key. */
    byte @Nullable [] find(int keyGroup, byte[] key) {
        return groups[keyGroup].get(key);
    }

    /** The value that was stored; null if the key was removed. */
    static byte @Nullable [] value(byte[] stored) {
        return stored[0] == 0 ? null : Arrays.copyOfRange(stored, 1, stored.length);
    }

    long entries() {
        return Arrays.stream(groups).mapToLong(MemoryGroup::size).sum();
    }

    long bytes() {
        return Arrays.stream(groups).mapToLong(MemoryGroup::bytes).sum();
    }

    /** Everything. */
    DiskCursor cursor() {
        return new MemtableCursor(0, groups.length, ByteKeys.EMPTY, null);
    }

    DiskCursor cursor(int keyGroup, byte[] from, byte @Nullable [] to) {
        return new MemtableCursor(keyGroup, keyGroup + 1, from, to);
    }

    private final class MemtableCursor implements DiskCursor {
        private final int endGroup;
        private int group;
        private StateScan scan;

        MemtableCursor(int firstGroup, int endGroup, byte[] from, byte @Nullable [] to) {
            this.group = firstGroup;
            this.endGroup = endGroup;
            this.scan = new MemoryScan(groups[firstGroup], from, to);
        }

        @Override
        public boolean next() {
            while (!scan.next()) {
                if (group + 1 >= endGroup) {
                    return false;
                }
                group++;
                scan = new MemoryScan(groups[group], ByteKeys.EMPTY, null);
            }
            return true;
        }

        @Override
        public int keyGroup() {
            return group;
        }

        @Override
        public byte[] key() {
            return scan.key();
        }

        @Override
        public byte @Nullable [] value() {
            return DiskMemtable.value(scan.value());
        }
    }
}
