package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One operator's state on the heap: a few dozen bytes for each key beside its own. */
final class MemoryStore implements StateStore {
    private final MemoryGroup[] groups;
    private final StateVersion version;

    MemoryStore(String operator, int keyGroups) {
        String name = "memory state of '" + operator + "'";
        version = new StateVersion(name);
        groups = new MemoryGroup[keyGroups];
        Arrays.setAll(groups, group -> new MemoryGroup(name));
    }

    @Override
    public long version() {
        return version.current();
    }

    @Override
    public byte @Nullable [] get(int keyGroup, byte[] key) {
        return groups[keyGroup].get(key);
    }

    @Override
    public StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to) {
        return new MemoryScan(groups[keyGroup], from, to);
    }

    @Override
    public StateScan dump(int keyGroup) {
        return new MemoryDump(groups[keyGroup].copy());
    }

    @Override
    public void load(StateChanges entries) {
        version.mayLoad();
        change(entries);
    }

    @Override
    public void apply(long batchId, StateChanges changes) {
        version.mayBecome(batchId);
        change(changes);
        version.becomes(batchId);
    }

    private void change(StateChanges changes) {
        StateChanges.Reader reader = changes.reader();
        while (reader.next()) {
            groups[reader.keyGroup()].change(reader);
        }
    }

    @Override
    public long keys() {
        return Arrays.stream(groups).mapToLong(MemoryGroup::size).sum();
    }

    @Override
    public long bytes() {
        return Arrays.stream(groups).mapToLong(MemoryGroup::bytes).sum();
    }

    @Override
    public void close() {
        Arrays.setAll(groups, group -> new MemoryGroup("closed state"));
    }

    /** Copies some entries at a time, so that whoever applies changes never waits long. */
    private static final class MemoryScan implements StateScan {
        private static final int FIRST_COPIED = 8;
        private static final int MOST_COPIED = 64;

        private final MemoryGroup group;
        private final byte @Nullable [] to;
        private byte[] from;
        private byte[][] keys = new byte[FIRST_COPIED][];
        private byte[][] values = new byte[FIRST_COPIED][];
        private int copied;
        private int at = -1;
        private boolean ended;

        MemoryScan(MemoryGroup group, byte[] from, byte @Nullable [] to) {
            this.group = group;
            this.from = from;
            this.to = to;
        }

        @Override
        public boolean next() {
            if (at + 1 < copied) {
                at++;
                return true;
            }
            if (ended) {
                return false;
            }
            if (copied > 0 && keys.length < MOST_COPIED) {
                keys = new byte[MOST_COPIED][];
                values = new byte[MOST_COPIED][];
            }
            copied = group.copyRange(from, to, keys, values);
            at = 0;
            ended = copied < keys.length;
            if (!ended) {
                from = ByteKeys.successor(keys[copied - 1]);
            }
            return copied > 0;
        }

        @Override
        public byte[] key() {
            return keys[at];
        }

        @Override
        public byte[] value() {
            return values[at];
        }

        @Override
        public void close() {}
    }

    private static final class MemoryDump implements StateScan {
        private final MemoryGroup group;
        private final int[] offsets;
        private int at = -1;

        MemoryDump(MemoryGroup group) {
            this.group = group;
            this.offsets = group.offsets();
        }

        @Override
        public boolean next() {
            return ++at < offsets.length;
        }

        @Override
        public byte[] key() {
            return group.key(offsets[at]);
        }

        @Override
        public byte[] value() {
            return group.value(offsets[at]);
        }

        @Override
        public void close() {}
    }
}
