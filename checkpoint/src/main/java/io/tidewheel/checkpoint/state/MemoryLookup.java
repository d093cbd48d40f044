package io.tidewheel.checkpoint.state;

/** Looks up many keys of state on the heap. Used by one thread. */
final class MemoryLookup {
    /*
     * A key is two cache misses that wait for each other: its slot and its entry. A processor can have ten and more misses
     * under way, but not across branches that it predicts wrongly, and whether a slot holds the key is such a branch. So
     * some hundred slots are read first, without a branch that depends on what is in them, then the entries they stand
     * for; what searches afterwards finds everything in the cache.
     */
    private static final int AT_ONCE = 256;

    private final MemoryGroup[] groups;
    private final int[] hashes = new int[AT_ONCE];
    private final long[] homes = new long[AT_ONCE];
    int seen; // nobody asks, but the JIT cannot know

    MemoryLookup(MemoryGroup[] groups) {
        this.groups = groups;
    }

    void getAll(KeyBlock keys, ReadableState.Found found) throws Exception {
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            int count = Math.min(AT_ONCE, keys.size() - from);
            lookAtSlots(keys, from, count);
            lookAtEntries(keys, from, count);
            for (int i = 0; i < count; i++) {
                groups[keys.keyGroup(from + i)].get(hashes[i], keys, from + i, found);
            }
        }
    }

    private void lookAtSlots(KeyBlock keys, int from, int count) {
        for (int i = 0; i < count; i++) {
            int hash = ByteKeys.hash(keys.array(), keys.from(from + i), keys.length(from + i));
            hashes[i] = hash;
            homes[i] = groups[keys.keyGroup(from + i)].home(hash);
        }
    }

    private void lookAtEntries(KeyBlock keys, int from, int count) {
        int sum = 0; // somebody has to want what is read
        for (int i = 0; i < count; i++) {
            sum += groups[keys.keyGroup(from + i)].entry(homes[i]);
        }
        seen += sum;
    }
}
