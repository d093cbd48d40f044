package io.tidewheel.checkpoint.state;

/** Makes changes in state on the heap. Used by one thread. */
final class MemoryChanging {
    /*
     * As in MemoryLookup, the slots and entries of some hundred changes are read before the changes are made.
     */
    private static final int AT_ONCE = 256;

    private final MemoryGroup[] groups;
    private final StateChanges.Reader reader;
    private final int[] keyGroups = new int[AT_ONCE];
    private final int[] keyFroms = new int[AT_ONCE];
    private final int[] keyLengths = new int[AT_ONCE];
    private final int[] valueFroms = new int[AT_ONCE];
    private final int[] valueLengths = new int[AT_ONCE];
    private final int[] hashes = new int[AT_ONCE];
    private final long[] homes = new long[AT_ONCE];
    private int count;
    int seen; // nobody asks, but the JIT cannot know

    MemoryChanging(MemoryGroup[] groups, StateChanges.Reader reader) {
        this.groups = groups;
        this.reader = reader;
    }

    void run() {
        while (read()) {
            lookAtEntries();
            for (int from = 0; from < count; ) {
                int to = from + 1;
                while (to < count && keyGroups[to] == keyGroups[from]) {
                    to++;
                }
                change(groups[keyGroups[from]], from, to);
                from = to;
            }
        }
    }

    private boolean read() {
        byte[] bytes = reader.bytes();
        count = 0;
        while (count < AT_ONCE && reader.next()) {
            int hash = ByteKeys.hash(bytes, reader.keyFrom(), reader.keyLength());
            keyGroups[count] = reader.keyGroup();
            keyFroms[count] = reader.keyFrom();
            keyLengths[count] = reader.keyLength();
            valueFroms[count] = reader.valueFrom();
            valueLengths[count] = reader.valueLength();
            hashes[count] = hash;
            homes[count++] = groups[reader.keyGroup()].home(hash);
        }
        return count > 0;
    }

    private void lookAtEntries() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += groups[keyGroups[i]].entry(homes[i]);
        }
        seen += sum;
    }

    private void change(MemoryGroup group, int from, int to) {
        byte[] bytes = reader.bytes();
        synchronized (group) {
            for (int i = from; i < to; i++) {
                if (valueLengths[i] < 0) {
                    group.remove(hashes[i], bytes, keyFroms[i], keyLengths[i]);
                } else {
                    group.put(hashes[i], bytes, keyFroms[i], keyLengths[i], bytes, valueFroms[i], valueLengths[i]);
                }
            }
        }
    }
}
