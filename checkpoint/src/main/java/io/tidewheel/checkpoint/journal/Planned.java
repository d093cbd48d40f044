package io.tidewheel.checkpoint.journal;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that decides what a batch results in. Durable before anything of the batch can be seen outside; a replay
 * uses it as it is.
 *
 * @param batchId from 0, without gaps
 * @param batchTimeMillis what user code is told the time is; never before that of the batch before
 * @param planFingerprint of the code that planned it
 * @param partitions how many state partitions the key groups are mapped to
 * @param seed for whatever draws at random
 * @param watermarkMillis in force at the start of the batch; Long.MIN_VALUE for none
 * @param eventTimes the largest event time before this batch, by "source/partition" or operator
 * @param idle the sources, or "source/partition", that hold the watermark back no longer
 * @param inputs by name of source
 */
public record Planned(
        long batchId,
        long batchTimeMillis,
        String planFingerprint,
        int partitions,
        long seed,
        long watermarkMillis,
        Map<String, Long> eventTimes,
        Set<String> idle,
        Map<String, PlannedInput> inputs)
        implements JournalRecord {
    public Planned {
        eventTimes = Collections.unmodifiableMap(new TreeMap<>(eventTimes));
        idle = Collections.unmodifiableSet(new TreeSet<>(idle));
        inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    }

    /** The bytes of the journal's entry, for who keeps it elsewhere. */
    public byte[] encoded() {
        Encoder out = new Encoder();
        RecordCodec.encode(this, out);
        return Arrays.copyOf(out.array(), out.length());
    }

    /**
     * Reads what {@link #encoded} gave.
     *
     * @throws IllegalArgumentException if it is something else, or of a later version
     */
    public static Planned decoded(byte[] bytes) {
        return (Planned) RecordCodec.decode(new Decoder(bytes, 0, bytes.length));
    }
}
