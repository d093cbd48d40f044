package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Windows at equal distances, from their panes. */
final class GridCursor extends WindowCursor {
    /*
     * An entry of the state is a pane of a key: where it starts (8 bytes, the sign bit turned, so that panes are ordered as
     * unsigned bytes are), then the key's bytes; its value is the accumulator. What is due lies at the beginning of each
     * group.
     *
     * Tumbling windows are panes: what is due is given and removed as it is scanned. Overlapping ones are made of their
     * panes when they are due, one window after the other: the panes of each are scanned once for it, and removed when the
     * last window that has them was given.
     */
    private static final byte[] FROM_THE_FIRST = {};

    private final GridWindows windows;
    private final boolean givesChanged;
    private final Set<Windowed<?>> changed = new LinkedHashSet<>(); // overlapping windows, to be given when all is read
    private @Nullable Iterator<Windowed<?>> changedLeft;
    private int group; // whose panes are looked at
    private @Nullable StateScan scan; // of the due panes of the group; null before its first
    private @Nullable Iterator<Map.Entry<ByteBuffer, Object>> keysLeft; // of the window that is given
    private long windowStart;
    private long nextWindowStart; // overlapping windows of the group from here on are to be looked at
    private boolean isInGroup;

    GridCursor(WindowStep step, GridWindows windows, Cursor up, TaskContext context) {
        super(step, up, context);
        this.windows = windows;
        this.givesChanged = step.gives() == WindowStep.Giving.CHANGED;
        this.group = firstGroup;
    }

    @Override
    void absorb(@Nullable Object key, @Nullable Object accumulator) throws Exception {
        assert key instanceof Windowed<?> : key;
        Windowed<?> pane = (Windowed<?>) key;
        byte[] keyBytes = codecs.toKeyBytes(pane.key());
        int keyGroup = KeyGroups.group(keyBytes, step.keyGroups());
        byte[] entry = entry(pane.startMillis(), keyBytes);
        byte[] known = entries.get(keyGroup, entry);
        Object all = known == null ? accumulator : step.values().combiner().merge(accumulator(known), accumulator);
        long end = pane.startMillis() + windows.sizeMillis();
        boolean isFinished = windows.isTumbling() && end <= finishedMillis;
        if (!isFinished) {
            entries.put(keyGroup, entry, codecs.toBytes(all));
        } else if (known != null) {
            entries.remove(keyGroup, entry);
        }
        if (windows.isTumbling() ? isFinished || givesChanged : false) {
            give(pane.key(), pane.startMillis(), end, all);
        } else if (givesChanged) {
            addChanged(pane);
        }
    }

    private void addChanged(Windowed<?> pane) {
        long last = windows.lastStart(pane.startMillis());
        for (long start = windows.firstStart(pane.startMillis()); start <= last; start += windows.slideMillis()) {
            long end = start + windows.sizeMillis();
            if (end > finishedBeforeMillis) {
                changed.add(new Windowed<>(pane.key(), start, end));
            }
        }
    }

    @Override
    boolean due() throws Exception {
        if (giveChanged()) {
            return true;
        }
        if (finishedMillis <= finishedBeforeMillis) {
            return false; // rows of windows that were finished before are late
        }
        return windows.isTumbling() ? tumblingDue() : slidingDue();
    }

    private boolean giveChanged() throws Exception {
        Iterator<Windowed<?>> left = changedLeft == null ? changed.iterator() : changedLeft;
        changedLeft = left;
        if (!left.hasNext()) {
            return false;
        }
        Windowed<?> window = left.next();
        byte[] keyBytes = codecs.toKeyBytes(window.key());
        int keyGroup = KeyGroups.group(keyBytes, step.keyGroups());
        Object all = null;
        boolean isFirst = true;
        for (long pane = window.startMillis(); pane < window.endMillis(); pane += windows.paneMillis()) {
            byte[] value = entries.get(keyGroup, entry(pane, keyBytes));
            if (value != null) {
                all = isFirst ? accumulator(value) : step.values().combiner().merge(all, accumulator(value));
                isFirst = false;
            }
        }
        give(window.key(), window.startMillis(), window.endMillis(), all);
        return true;
    }

    private boolean tumblingDue() throws Exception {
        while (group < endGroup) {
            StateScan open = scan == null ? panes(group, FROM_THE_FIRST, lastDueStart() + 1) : scan;
            scan = open;
            while (open.next()) {
                long start = startOf(open);
                byte[] keyBytes = keyOf(open);
                Object all = givesChanged ? null : accumulator(open.value());
                entries.remove(group, open.key());
                if (!givesChanged) {
                    give(codecs.fromBytes(keyBytes), start, start + windows.sizeMillis(), all);
                    return true;
                }
            }
            closeScan();
            group++;
        }
        return false;
    }

    /** Where the last window begins that is finished. */
    private long lastDueStart() {
        return windows.lastStart(finishedMillis - windows.sizeMillis());
    }

    private boolean slidingDue() throws Exception {
        while (group < endGroup) {
            if (!isInGroup) {
                isInGroup = true;
                nextWindowStart = givesChanged ? Long.MAX_VALUE : firstWindow(Long.MIN_VALUE);
            }
            while (keysLeft == null && nextWindowStart <= lastDueStart()) {
                windowStart = nextWindowStart;
                keysLeft = ofWindow(windowStart);
                nextWindowStart = keysLeft.hasNext()
                        ? windowStart + windows.slideMillis()
                        : firstWindow(windowStart + windows.sizeMillis()); // over a gap
                keysLeft = keysLeft.hasNext() ? keysLeft : null;
            }
            Iterator<Map.Entry<ByteBuffer, Object>> keys = keysLeft;
            if (keys != null && keys.hasNext()) {
                Map.Entry<ByteBuffer, Object> next = keys.next();
                give(
                        codecs.fromBytes(next.getKey().array()),
                        windowStart,
                        windowStart + windows.sizeMillis(),
                        next.getValue());
                return true;
            }
            keysLeft = null;
            if (nextWindowStart > lastDueStart()) {
                removePanes();
                isInGroup = false;
                group++;
            }
        }
        return false;
    }

    /** The first window that is not finished before this batch and has a pane from {@code fromMillis} on. */
    private long firstWindow(long fromMillis) {
        try (StateScan first = panes(group, fromMillis, Long.MAX_VALUE)) {
            if (!first.next()) {
                return Long.MAX_VALUE;
            }
            long start = windows.firstStart(startOf(first));
            return finishedBeforeMillis == BatchParameters.NO_WATERMARK
                    ? start
                    : Math.max(start, windows.firstStart(finishedBeforeMillis));
        }
    }

    /** By key: what the panes of a window come to. */
    private Iterator<Map.Entry<ByteBuffer, Object>> ofWindow(long start) throws Exception {
        Map<ByteBuffer, Object> keys = new LinkedHashMap<>();
        try (StateScan open = panes(group, start, start + windows.sizeMillis())) {
            while (open.next()) {
                ByteBuffer key = ByteBuffer.wrap(keyOf(open));
                Object pane = accumulator(open.value());
                Object all = keys.containsKey(key) ? step.values().combiner().merge(keys.get(key), pane) : pane;
                keys.put(key, all);
            }
        }
        return keys.entrySet().iterator();
    }

    /** The panes whose last window is finished. */
    private void removePanes() {
        try (StateScan open = panes(group, FROM_THE_FIRST, lastDueStart() + windows.slideMillis())) {
            while (open.next()) {
                entries.remove(group, open.key());
            }
        }
    }

    @Override
    void tell(long rowsGiven) throws IOException {
        StateOutcome.leave(context, run, step.results(), step.operator(), entries.changes(), rowsGiven, deadline());
    }

    private long deadline() {
        long next = StateOutcome.NO_DEADLINE;
        for (int each = firstGroup; step.gives() == WindowStep.Giving.FINISHED_BY_CLOCK && each < endGroup; each++) {
            try (StateScan first = panes(each, FROM_THE_FIRST, Long.MAX_VALUE)) {
                if (first.next()) {
                    long end = windows.firstStart(startOf(first)) + windows.sizeMillis();
                    long open = finishedMillis == BatchParameters.NO_WATERMARK
                            ? end
                            : Math.max(end, windows.firstStart(finishedMillis) + windows.sizeMillis());
                    next = Math.min(next, open + step.latenessMillis());
                }
            }
        }
        return next;
    }

    private StateScan panes(int ofGroup, long fromMillis, long toMillis) {
        return panes(ofGroup, entry(fromMillis, FROM_THE_FIRST), toMillis);
    }

    private StateScan panes(int ofGroup, byte[] from, long toMillis) {
        return entries.scan(ofGroup, from, entry(toMillis, FROM_THE_FIRST));
    }

    private static long startOf(StateScan pane) {
        return ByteBuffer.wrap(pane.key()).getLong() ^ Long.MIN_VALUE;
    }

    private static byte[] keyOf(StateScan pane) {
        return Arrays.copyOfRange(pane.key(), Long.BYTES, pane.key().length);
    }

    private static byte[] entry(long startMillis, byte[] key) {
        return ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(startMillis ^ Long.MIN_VALUE)
                .put(key)
                .array();
    }

    private void closeScan() {
        StateScan open = scan;
        scan = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeScan();
        super.close();
    }
}
