package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;

/**
 * Rows that a program adds, for tests and for trying things out. A row's offset is its index, from 0; a batch can be read
 * again as long as this object lives, also by another query or another run. After the process has ended the rows are
 * gone, and a query that needs them again fails. Rows are handed over as they are: nobody may change them. Thread-safe.
 */
public final class MemorySource<T> implements StreamSource<T> {
    private static final int LEAST_SPLIT_ROWS = 256;

    private final long id = SourcesHere.put(this);
    private final boolean forgetting;
    private final List<Runnable> wakes = new CopyOnWriteArrayList<>();
    private final List<T> rows = new ArrayList<>(); // guarded by this
    private long forgotten; // how many rows are gone from the front; guarded by this

    private MemorySource(boolean forgetting) {
        this.forgetting = forgetting;
    }

    public static <T> MemorySource<T> create() {
        return new MemorySource<>(false);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> MemorySource<T> of(T... rows) {
        MemorySource<T> source = create();
        source.addAll(Arrays.asList(rows));
        return source;
    }

    /** Drops rows once the query will not read them again: for long runs of one query. */
    public static <T> MemorySource<T> forgetting() {
        return new MemorySource<>(true);
    }

    /** Adds rows, which one batch then takes together if its limits allow. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final MemorySource<T> add(T... more) {
        return addAll(Arrays.asList(more));
    }

    public MemorySource<T> addAll(Iterable<? extends T> more) {
        synchronized (this) {
            more.forEach(rows::add);
        }
        wakes.forEach(Runnable::run);
        return this;
    }

    /** How many rows were ever added. */
    public synchronized long size() {
        return forgotten + rows.size();
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.ROWS);
    }

    @Override
    public SourceDriver<T> open(SourceContext context) {
        return open(context, from -> Long.MAX_VALUE);
    }

    /** @param most rows that a batch takes which begins at a row */
    SourceDriver<T> open(SourceContext context, LongUnaryOperator most) {
        return new Driver(context, most);
    }

    private synchronized void forget(long before) {
        int count = (int) Math.min(before - forgotten, rows.size());
        if (count > 0 && count >= rows.size() / 2) {
            rows.subList(0, count).clear();
            forgotten += count;
        }
    }

    private synchronized List<T> copy(long from, long to) {
        if (from < forgotten || to > forgotten + rows.size()) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    "the memory source holds rows " + forgotten + " to " + (forgotten + rows.size()) + ", but rows "
                            + from + " to " + to + " are to be read; what lay in memory is gone with its process or was"
                            + " forgotten: start from a new checkpoint");
        }
        return new ArrayList<>(rows.subList((int) (from - forgotten), (int) (to - forgotten)));
    }

    private final class Driver implements SourceDriver<T> {
        private final SourceContext context;
        private final LongUnaryOperator most;
        private final Runnable wake;
        private long end = Long.MAX_VALUE;

        Driver(SourceContext context, LongUnaryOperator most) {
            this.context = context;
            this.most = most;
            this.wake = context.wake();
            wakes.add(wake);
        }

        @Override
        public Offset start() {
            return new Offset("0");
        }

        @Override
        public SourcePlan plan(Offset from, SourceLimit limit) {
            long begin = NumberedOffset.number(from, context);
            long there = size();
            if (begin > there) {
                throw new TidewheelException(
                        Kind.BAD_DATA,
                        "the memory source '" + context.source() + "' of query '" + context.query() + "' holds " + there
                                + " rows, but the query has read " + begin
                                + "; rows in memory are gone with their process: start from a new checkpoint");
            }
            long last = Math.max(begin, Math.min(there, end));
            long rows = Math.min(Math.max(1, limit.rows()), most.applyAsLong(begin));
            long to = begin + Math.min(rows, last - begin);
            if (to == begin) {
                return SourcePlan.nothing(from);
            }
            List<Split> splits = new RowRange(begin, to).cut(context.parallelism(), LEAST_SPLIT_ROWS);
            return new SourcePlan(new Offset(Long.toString(to)), splits, there - to, -1);
        }

        @Override
        public boolean freezeEnd() {
            end = size();
            return true;
        }

        @Override
        public boolean wakes() {
            return true;
        }

        @Override
        public SplitFormat<T> format() {
            return new Format<>(id);
        }

        @Override
        public void commit(Offset lowWater) {
            if (forgetting) {
                forget(Long.parseLong(lowWater.text()));
            }
        }

        @Override
        public void close() {
            wakes.remove(wake);
        }
    }

    private record Format<T>(long id) implements SplitFormat<T> {
        @Override
        public SplitReader<T> open(Split split) {
            @SuppressWarnings("unchecked") // the format was made by the source with this id
            MemorySource<T> source = (MemorySource<T>) SourcesHere.get(id, "memory source");
            RowRange range = RowRange.of(split);
            return new ListReader<>(source.copy(range.from(), range.to()), range.from());
        }
    }
}
