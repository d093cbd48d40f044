package io.tidewheel.streaming;

import io.tidewheel.streaming.source.Split;
import java.util.List;

/** Deals the splits of a source out to tasks: neighbours stay together, each task gets about the same weight. Pure. */
final class Spreading {
    private Spreading() {}

    /** By split: which task reads it. */
    static int[] over(List<Split> splits, int tasks) {
        int[] taskOf = new int[splits.size()];
        long whole = 0;
        for (Split split : splits) {
            whole += weight(split);
        }
        long before = 0;
        for (int i = 0; i < taskOf.length; i++) {
            long middle = before + weight(splits.get(i)) / 2;
            taskOf[i] = (int) Math.min(tasks - 1L, middle * tasks / whole);
            before += weight(splits.get(i));
        }
        return taskOf;
    }

    private static long weight(Split split) {
        return Math.max(1, Math.min(split.weight(), Long.MAX_VALUE >>> 24));
    }
}
