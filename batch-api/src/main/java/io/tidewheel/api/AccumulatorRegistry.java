package io.tidewheel.api;

import io.tidewheel.engine.task.SideResults;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The accumulators of one session, while somebody can still read them. Thread-safe. */
final class AccumulatorRegistry implements SideResults {
    private static final class Entry extends WeakReference<AccumulatorCell<?, ?>> {
        private final long id;

        Entry(AccumulatorCell<?, ?> cell, ReferenceQueue<AccumulatorCell<?, ?>> forgotten) {
            super(cell, forgotten);
            this.id = cell.id();
        }
    }

    private static final AtomicLong IDS = new AtomicLong(); // of all sessions: none is taken for another's

    private final String session;
    private final Map<Long, Entry> cells = new ConcurrentHashMap<>();
    private final ReferenceQueue<AccumulatorCell<?, ?>> forgotten = new ReferenceQueue<>();
    private final Map<Long, SideResults> listeners = new ConcurrentHashMap<>();

    AccumulatorRegistry(String session) {
        this.session = session;
    }

    <A, R> AccumulatorCell<A, R> register(String name, Aggregator<?, A, R> aggregator) {
        Reference<?> gone;
        while ((gone = forgotten.poll()) != null) {
            cells.remove(((Entry) gone).id);
        }
        AccumulatorCell<A, R> cell = new AccumulatorCell<>(IDS.incrementAndGet(), session, name, aggregator);
        cells.put(cell.id(), new Entry(cell, forgotten));
        return cell;
    }

    /** From now on the side results under a new number go to {@code listener}, until {@link #unlisten}. */
    long listen(SideResults listener) {
        long id = IDS.incrementAndGet();
        listeners.put(id, listener);
        return id;
    }

    void unlisten(long id) {
        listeners.remove(id);
    }

    /** Ignores what nobody can read any more. */
    @Override
    public void merge(long id, Object partial) throws Exception {
        SideResults listener = listeners.get(id);
        if (listener != null) {
            listener.merge(id, partial);
            return;
        }
        Entry entry = cells.get(id);
        @Nullable AccumulatorCell<?, ?> cell = entry == null ? null : entry.get();
        if (cell != null) {
            cell.merge(partial);
        }
    }
}
