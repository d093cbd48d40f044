package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One operator's state on the heap: a few dozen bytes for each key beside its own. */
final class MemoryStore extends VersionedStore {
    private static final int LARGE_BYTES = 1 << 20;

    private final MemoryGroup[] groups;

    MemoryStore(String operator, int keyGroups) {
        super("memory state of '" + operator + "'");
        groups = new MemoryGroup[keyGroups];
        Arrays.setAll(groups, group -> new MemoryGroup(name()));
    }

    @Override
    public byte @Nullable [] get(int keyGroup, byte[] key) {
        return groups[keyGroup].get(key);
    }

    @Override
    public void getAll(KeyBlock keys, Found found) throws Exception {
        new MemoryLookup(groups).getAll(keys, found);
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
    void change(StateChanges changes) {
        if (changes.encoded().length < LARGE_BYTES) {
            new MemoryChanging(groups, changes.reader()).run();
        } else { // what different tasks have changed lies in different groups
            IntStream.range(0, changes.parts())
                    .parallel()
                    .forEach(part -> new MemoryChanging(groups, changes.reader(part)).run());
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
