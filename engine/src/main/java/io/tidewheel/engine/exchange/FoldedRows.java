package io.tidewheel.engine.exchange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds rows that were set aside into the accumulators of the keys they belong to, hash by hash. Per hash come the
 * accumulators there were, in their order, then new keys in the order of their first row.
 */
final class FoldedRows extends SortedRows {
    private final SortedRows accumulators;
    private final SortedRows aside;
    private final SortedRows passed; // came after those set aside; a key that is new here is not folded
    private final Folder folder;
    private final List<Entry> entries = new ArrayList<>(); // of the current hash
    private int nextEntry;
    private long given;
    private boolean started;
    private boolean moreAccumulators;
    private boolean moreAside;
    private boolean morePassed;

    FoldedRows(SortedRows accumulators, SortedRows aside, SortedRows passed, Folder folder) {
        this.accumulators = accumulators;
        this.aside = aside;
        this.passed = passed;
        this.folder = folder;
    }

    @Override
    public boolean next() throws Exception {
        if (!started) {
            started = true;
            moreAccumulators = accumulators.next();
            moreAside = aside.next();
            morePassed = passed.next();
        }
        if (nextEntry == entries.size() && !fold()) {
            return false;
        }
        Entry entry = entries.get(nextEntry++);
        given++;
        key = entry.key;
        value = entry.accumulator;
        return true;
    }

    private boolean fold() throws Exception {
        entries.clear();
        nextEntry = 0;
        if (!moreAccumulators && !moreAside && !morePassed) {
            return false;
        }
        long least = Long.MAX_VALUE;
        least = moreAccumulators ? Math.min(least, accumulators.code) : least;
        least = moreAside ? Math.min(least, aside.code) : least;
        code = morePassed ? Math.min(least, passed.code) : least;
        while (moreAccumulators && accumulators.code == code) {
            entries.add(new Entry(accumulators.key, accumulators.value, false));
            moreAccumulators = accumulators.next();
        }
        while (moreAside && aside.code == code) {
            foldRow(aside, false);
            moreAside = aside.next();
        }
        while (morePassed && passed.code == code) {
            foldRow(passed, true);
            morePassed = passed.next();
        }
        return true;
    }

    private void foldRow(SortedRows row, boolean passes) throws Exception {
        Entry entry = find(row.key);
        if (entry != null) {
            entry.accumulator = folder.next(entry.accumulator, row.value);
        } else {
            entries.add(new Entry(row.key, folder.first(row.value), passes));
        }
    }

    private @Nullable Entry find(@Nullable Object wanted) {
        for (Entry entry : entries) {
            if (!entry.passed && Objects.equals(wanted, entry.key)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    long given() {
        return given;
    }

    @Override
    public void close() throws IOException {
        try {
            accumulators.close();
        } finally {
            try {
                aside.close();
            } finally {
                passed.close();
            }
        }
    }

    private static final class Entry {
        private final @Nullable Object key;
        private final boolean passed;
        private @Nullable Object accumulator;

        Entry(@Nullable Object key, @Nullable Object accumulator, boolean passed) {
            this.key = key;
            this.accumulator = accumulator;
            this.passed = passed;
        }
    }
}
