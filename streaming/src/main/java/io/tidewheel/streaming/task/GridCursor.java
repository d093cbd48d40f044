package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Windows at equal distances, from their panes. */
final class GridCursor extends WindowCursor {
    /*
     * An entry of the state is a pane of a key: where it starts, with the key's bytes (a timed key); its value is the
     * accumulator. What is due lies at the beginning of each group.
     *
     * Tumbling windows are panes: what is due is given and removed as it is scanned. Overlapping ones are made of their
     * panes when they are due, one window after the other: the panes of each are scanned once for it, in the order of time,
     * and removed when the last window that has them was given. What this batch has changed is looked up beside the state below, never put in
     * order: it is found by key, but for the panes that are new, which are few by their starts. Panes that this batch both
     * fills and finishes never enter the state.
     */
    private static final byte[] FROM_THE_FIRST = {};
    private static final long NO_PANE = Long.MAX_VALUE;

    private final GridWindows windows;
    private final boolean givesChanged;
    // of overlapping windows the panes that the state below does not have, by group, start and key
    private final Map<Integer, NavigableMap<Long, Map<ByteBuffer, byte[]>>> newPanes = new HashMap<>();
    private final Map<Integer, List<byte[]>> doomed = new HashMap<>(); // entries of panes that end with this batch
    private final Set<Windowed<?>> changed = new LinkedHashSet<>(); // overlapping windows, to be given when all is read
    private @Nullable Iterator<Windowed<?>> changedLeft;
    private final GroupScans tumbling; // the due windows, which are panes
    private int group; // whose overlapping windows are looked at
    private @Nullable Iterator<Map.Entry<ByteBuffer, Object>> keysLeft; // of the window that is given
    private long windowStart;
    private long nextWindowStart; // overlapping windows of the group from here on are to be looked at
    private boolean isInGroup;
    private long firstKept = NO_PANE; // of the panes that this batch has put into the state

    GridCursor(WindowStep step, GridWindows windows, Cursor up, TaskContext context) {
        super(step, up, context);
        this.windows = windows;
        this.givesChanged = step.gives() == WindowStep.Giving.CHANGED;
        this.tumbling = new GroupScans(firstGroup, endGroup, any -> panes(any, FROM_THE_FIRST, lastDueStart() + 1));
        this.group = firstGroup;
    }

    @Override
    void absorb(@Nullable Object key, @Nullable Object accumulator) throws Exception {
        assert key instanceof Windowed<?> : key;
        Windowed<?> pane = (Windowed<?>) key;
        byte[] keyBytes = keyBytes(pane.key());
        int keyGroup = KeyGroups.group(keyBytes, step.keyGroups());
        byte[] entry = TimedKey.of(pane.startMillis(), keyBytes);
        byte[] known = base.get(keyGroup, entry); // the exchange gives each pane of a key once
        Object all = known == null ? accumulator : step.values().combiner().merge(accumulator(known), accumulator);
        if (windows.isTumbling()) {
            absorbWindow(pane, keyGroup, entry, known != null, all);
            return;
        }
        byte[] value = accumulatorBytes(all);
        boolean isOver = windows.lastEnd(pane.startMillis()) <= finishedMillis && !givesChanged;
        if (known != null || !isOver) {
            entries.put(keyGroup, entry, value);
            firstKept = isOver ? firstKept : Math.min(firstKept, pane.startMillis());
        }
        if (givesChanged) {
            addChanged(pane);
            if (windows.lastEnd(pane.startMillis()) <= finishedMillis) {
                doomed.computeIfAbsent(keyGroup, any -> new ArrayList<>()).add(entry);
            }
        } else if (known == null) {
            newPanes.computeIfAbsent(keyGroup, any -> new TreeMap<>())
                    .computeIfAbsent(pane.startMillis(), any -> new LinkedHashMap<>())
                    .put(ByteBuffer.wrap(keyBytes), value);
        }
    }

    private void absorbWindow(Windowed<?> window, int keyGroup, byte[] entry, boolean isKnown, @Nullable Object all)
            throws Exception {
        boolean isFinished = window.endMillis() <= finishedMillis;
        if (!isFinished) {
            entries.put(keyGroup, entry, accumulatorBytes(all));
            firstKept = Math.min(firstKept, window.startMillis());
        } else if (isKnown) {
            entries.remove(keyGroup, entry);
        }
        if (isFinished || givesChanged) {
            give(window.key(), window.startMillis(), window.endMillis(), all);
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
        byte[] keyBytes = keyBytes(window.key());
        int keyGroup = KeyGroups.group(keyBytes, step.keyGroups());
        Object all = null;
        boolean isFirst = true;
        for (long pane = window.startMillis(); pane < window.endMillis(); pane += windows.paneMillis()) {
            byte[] value = entries.get(keyGroup, TimedKey.of(pane, keyBytes));
            if (value != null) {
                all = isFirst ? accumulator(value) : step.values().combiner().merge(all, accumulator(value));
                isFirst = false;
            }
        }
        give(window.key(), window.startMillis(), window.endMillis(), all);
        return true;
    }

    private boolean tumblingDue() throws Exception {
        while (tumbling.next()) {
            StateScan window = tumbling.entry();
            byte[] value = entries.over(tumbling.group(), window.key(), window.value());
            if (value == null) {
                continue; // this batch has given it
            }
            entries.remove(tumbling.group(), window.key());
            if (!givesChanged) {
                long start = TimedKey.millisOf(window);
                give(codecs.fromBytes(TimedKey.keyOf(window)), start, start + windows.sizeMillis(), accumulator(value));
                return true;
            }
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
                nextWindowStart = givesChanged ? NO_PANE : firstWindow(Long.MIN_VALUE);
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
        long pane = firstPane(fromMillis);
        if (pane == NO_PANE) {
            return NO_PANE;
        }
        long start = windows.firstStart(pane);
        return finishedBeforeMillis == BatchParameters.NO_WATERMARK
                ? start
                : Math.max(start, windows.firstStart(finishedBeforeMillis));
    }

    /** Where the first pane begins from some time on. */
    private long firstPane(long fromMillis) {
        Long ofBatch = newPanes(group).ceilingKey(fromMillis);
        long first = ofBatch == null ? NO_PANE : ofBatch;
        try (StateScan below = panes(group, fromMillis, Long.MAX_VALUE)) {
            return below.next() ? Math.min(first, TimedKey.millisOf(below)) : first;
        }
    }

    private NavigableMap<Long, Map<ByteBuffer, byte[]>> newPanes(int ofGroup) {
        return newPanes.getOrDefault(ofGroup, Collections.emptyNavigableMap());
    }

    /** By key: what the panes of a window come to, one after the other. */
    private Iterator<Map.Entry<ByteBuffer, Object>> ofWindow(long start) throws Exception {
        Map<ByteBuffer, Object> keys = new LinkedHashMap<>();
        long end = start + windows.sizeMillis();
        NavigableMap<Long, Map<ByteBuffer, byte[]>> ofBatch = newPanes(group).subMap(start, true, end, false);
        long added = start; // new panes before it
        try (StateScan open = panes(group, start, end)) {
            while (open.next()) {
                long pane = TimedKey.millisOf(open);
                if (pane > added) {
                    addAll(keys, ofBatch.subMap(added, true, pane, false));
                    added = pane;
                }
                byte[] value = entries.over(group, open.key(), open.value());
                assert value != null : "a pane of an open window was removed";
                add(keys, ByteBuffer.wrap(TimedKey.keyOf(open)), value);
            }
        }
        addAll(keys, ofBatch.tailMap(added, true));
        return keys.entrySet().iterator();
    }

    private void addAll(Map<ByteBuffer, Object> keys, NavigableMap<Long, Map<ByteBuffer, byte[]>> panes)
            throws Exception {
        for (Map<ByteBuffer, byte[]> ofTime : panes.values()) {
            for (Map.Entry<ByteBuffer, byte[]> pane : ofTime.entrySet()) {
                add(keys, pane.getKey(), pane.getValue());
            }
        }
    }

    private void add(Map<ByteBuffer, Object> keys, ByteBuffer key, byte[] value) throws Exception {
        Object pane = accumulator(value);
        Object before = keys.get(key);
        keys.put(
                key,
                before == null && !keys.containsKey(key)
                        ? pane
                        : step.values().combiner().merge(before, pane));
    }

    /** The panes whose last window is finished. */
    private void removePanes() {
        long end = lastDueStart() + windows.slideMillis();
        try (StateScan open = panes(group, FROM_THE_FIRST, end)) {
            while (open.next()) {
                entries.remove(group, open.key());
            }
        }
        doomed.getOrDefault(group, List.of()).forEach(entry -> entries.remove(group, entry));
    }

    @Override
    void tell(long rowsGiven) throws IOException {
        StateOutcome.leave(context, run, step.results(), step.operator(), entries.grouped(), rowsGiven, deadline());
    }

    /** When the next window ends, if it does so by the clock. */
    private long deadline() {
        if (step.gives() != WindowStep.Giving.FINISHED_BY_CLOCK) {
            return StateOutcome.NO_DEADLINE;
        }
        long first = firstKept;
        try (GroupScans open = new GroupScans(firstGroup, endGroup, any -> panes(any, firstOpenPane(), NO_PANE))) {
            while (open.next()) {
                first = Math.min(first, TimedKey.millisOf(open.entry()));
                open.skipGroup();
            }
        }
        if (first == NO_PANE) {
            return StateOutcome.NO_DEADLINE;
        }
        long start = windows.firstStart(first);
        long firstOpen = finishedMillis == BatchParameters.NO_WATERMARK
                ? start
                : Math.max(start, windows.firstStart(finishedMillis));
        return deadlineMillis(firstOpen + windows.sizeMillis());
    }

    private long firstOpenPane() {
        return finishedMillis == BatchParameters.NO_WATERMARK ? Long.MIN_VALUE : lastDueStart() + windows.slideMillis();
    }

    private StateScan panes(int ofGroup, long fromMillis, long toMillis) {
        return panes(ofGroup, TimedKey.of(fromMillis, FROM_THE_FIRST), toMillis);
    }

    private StateScan panes(int ofGroup, byte[] from, long toMillis) {
        return base.scan(ofGroup, from, TimedKey.of(toMillis, FROM_THE_FIRST));
    }

    @Override
    public void close() throws IOException {
        tumbling.close();
        super.close();
    }
}
