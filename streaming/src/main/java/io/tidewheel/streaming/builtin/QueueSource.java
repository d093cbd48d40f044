package io.tidewheel.streaming.builtin;

import io.tidewheel.engine.plan.Given;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Lists of rows that a program queues up, one for each batch or all that are there: for tests that say what comes in
 * which batch. It is a {@link MemorySource} whose batches end where lists do: rows have their index as offset, can be read
 * again as long as this object lives, and are handed over as they are, so that nobody may change them. Empty lists make
 * no batch. Thread-safe.
 *
 * <pre>{@code
 * QueueSource<String> queue = QueueSource.oneAtATime();
 * queue.add(List.of("a", "b")).add(List.of("c")); // two batches
 * }</pre>
 */
public final class QueueSource<T> implements StreamSource<T> {
    private final MemorySource<T> rows = MemorySource.create();
    private final ConcurrentSkipListSet<Long> ends = new ConcurrentSkipListSet<>(); // of lists
    private final boolean isOneAtATime;

    private QueueSource(boolean isOneAtATime) {
        this.isOneAtATime = isOneAtATime;
    }

    /** A batch takes the next list, in several parts if the query's limit of rows is smaller. */
    public static <T> QueueSource<T> oneAtATime() {
        return new QueueSource<>(true);
    }

    /** A batch takes all lists that are there, one behind the other. */
    public static <T> QueueSource<T> allAtOnce() {
        return new QueueSource<>(false);
    }

    /** Adds a list, of which a copy is taken. Returns this source. */
    public QueueSource<T> add(List<? extends T> list) {
        Given.argument("add", "list", list);
        List<T> copy = new ArrayList<>(list);
        synchronized (this) {
            ends.add(rows.size() + copy.size()); // first: a batch must not begin before it is known where the list ends
            rows.addAll(copy);
        }
        return this;
    }

    @Override
    public String describe() {
        return isOneAtATime ? "a queue, one list a batch" : "a queue";
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.ROWS);
    }

    @Override
    public SourceDriver<T> open(SourceContext context) {
        return rows.open(context, isOneAtATime ? this::mostFrom : from -> Long.MAX_VALUE);
    }

    private long mostFrom(long row) {
        return Objects.requireNonNullElse(ends.higher(row), Long.MAX_VALUE) - row;
    }
}
