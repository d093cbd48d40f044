package io.tidewheel.streaming.builtin;

import io.tidewheel.data.Pair;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows in memory, for tests and for trying things out. A batch that is written again takes the place of what it
 * was before, so that each row is seen once. Belongs to one query: opened for another one, it forgets what it held.
 * Thread-safe; a batch is seen whole or not at all.
 */
public final class MemorySink<T> implements DirectSink<T> {
    /** A row with what it means. */
    public record Change<T>(ChangeKind kind, T row) {}

    private final int kept;
    private final TreeMap<Long, List<Change<T>>> batches = new TreeMap<>(); // guarded by this
    private @Nullable String queryId; // whose batches they are; guarded by this

    private MemorySink(int kept) {
        this.kept = kept;
    }

    public static <T> MemorySink<T> create() {
        return new MemorySink<>(Integer.MAX_VALUE);
    }

    /** Keeps the latest batches only: for long runs. */
    public static <T> MemorySink<T> keepingLast(int batches) {
        return new MemorySink<>(Math.max(1, batches));
    }

    /** All rows in the order of their batches, whatever they mean. */
    public synchronized List<T> rows() {
        return batches.values().stream().flatMap(List::stream).map(Change::row).toList();
    }

    /** All rows in the order of their batches, with what they mean. */
    public synchronized List<Change<T>> changes() {
        return batches.values().stream().flatMap(List::stream).toList();
    }

    /** The rows of each batch, by its number; a batch without rows has an empty list. */
    public synchronized Map<Long, List<T>> batches() {
        Map<Long, List<T>> rows = new LinkedHashMap<>();
        batches.forEach((batch, changes) ->
                rows.put(batch, changes.stream().map(Change::row).toList()));
        return rows;
    }

    /**
     * What there is now of a stream of pairs: the last value of each key that was not deleted, in the order in which the
     * keys first came.
     *
     * @throws ClassCastException if rows are no pairs
     */
    public synchronized Map<Object, Object> latest() {
        Map<Object, Object> latest = new LinkedHashMap<>();
        for (Change<T> change : changes()) {
            Pair<?, ?> row = (Pair<?, ?>) change.row();
            switch (change.kind()) {
                case INSERT, UPDATE_AFTER -> latest.put(row.key(), row.value());
                case UPDATE_BEFORE -> {} // its new value follows
                case DELETE -> latest.remove(row.key());
            }
        }
        return latest;
    }

    /** Forgets all rows. */
    public synchronized void clear() {
        batches.clear();
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public OnReplay onReplay() {
        return OnReplay.REPLACES;
    }

    @Override
    public Driver<T> open(SinkContext context) {
        synchronized (this) {
            if (queryId != null && !queryId.equals(context.queryId())) {
                batches.clear();
            }
            queryId = context.queryId();
        }
        return this::write;
    }

    private void write(SinkBatch<T> batch) throws Exception {
        List<Change<T>> rows = new ArrayList<>();
        batch.forEach((kind, row) -> rows.add(new Change<>(kind, row)));
        synchronized (this) {
            batches.put(batch.batchId(), rows);
            while (batches.size() > kept) {
                batches.pollFirstEntry();
            }
        }
    }
}
