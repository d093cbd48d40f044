package io.tidewheel.checkpoint.journal;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What holds for a query from its first start on, written before any source is polled. A later start writes one more
 * when something was added: it repeats what was there.
 *
 * @param queryId chosen at the first start and never again
 * @param keyGroups into how many groups keys fall, for ever
 * @param keyHash how a key finds its group: "murmur3_32 of codec 1"
 * @param startOffsets where each source began, or was when a start left it out, by the source's name, resolved (never
 *     "latest")
 * @param settings what else must not change between starts, by name, such as the interval of windows over batches
 */
public record Started(
        String queryId,
        String queryName,
        long startedMillis,
        int keyGroups,
        String keyHash,
        Map<String, String> startOffsets,
        Map<String, String> settings)
        implements JournalRecord {
    public Started {
        startOffsets = Collections.unmodifiableMap(new TreeMap<>(startOffsets));
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }
}
