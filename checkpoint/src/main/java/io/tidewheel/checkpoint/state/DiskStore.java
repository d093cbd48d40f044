package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One operator's state on local disk: a log-structured merge tree of two kinds of parts. */
final class DiskStore extends VersionedStore {
    /*
     * Changes go into a memtable on the heap. When it is full, whoever applies writes it as a run: a sorted file. Runs are
     * merged by the backend's thread, the newest ones first, when they are many and of like size: each entry is written
     * again about once for each doubling of the state. If runs come faster than they are merged, applying waits.
     *
     * Readers use a view, a memtable and runs that belong together. Flushing and merging put another in its place.
     */
    private static final int MERGED_FROM = 4;
    private static final int MOST_RUNS = 24;

    private final Path directory;
    private final int keyGroups;
    private final LongSupplier memtableBytes;
    private final Executor merger;
    private volatile DiskView view;
    private long unchecked; // bytes since the memtable was last looked at
    // guarded by this:
    private long runNumber;
    private boolean merging;
    private volatile boolean closed;
    private @Nullable Exception failure;

    /** @param memtableBytes how large the memtable may become */
    DiskStore(String operator, Path directory, int keyGroups, LongSupplier memtableBytes, Executor merger) {
        super("disk state of '" + operator + "'");
        this.directory = directory;
        this.keyGroups = keyGroups;
        this.memtableBytes = memtableBytes;
        this.merger = merger;
        this.view = new DiskView(new DiskMemtable(name(), keyGroups), List.of());
    }

    private DiskView use() {
        while (true) {
            DiskView used = view;
            if (used.retain()) {
                return used;
            }
            if (closed) {
                throw new TidewheelException(Kind.BUG, name() + " is closed and still used");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public byte @Nullable [] get(int keyGroup, byte[] key) {
        DiskView used = use();
        try {
            byte[] stored = used.memtable().find(keyGroup, key);
            if (stored != null) {
                return DiskMemtable.value(stored);
            }
            for (DiskRun run : used.runs()) {
                StateChanges.Reader found = run.find(keyGroup, key);
                if (found != null) {
                    return found.isRemoval() ? null : found.value();
                }
            }
            return null;
        } catch (IOException e) {
            throw failed("reading", e);
        } finally {
            release(used);
        }
    }

    @Override
    public StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to) {
        DiskView used = use();
        try {
            List<DiskCursor> cursors = new ArrayList<>();
            cursors.add(used.memtable().cursor(keyGroup, from, to));
            used.runs().forEach(run -> cursors.add(run.cursor(keyGroup, from)));
            return new DiskScan(used, new DiskMerge(cursors), keyGroup, to);
        } catch (IOException e) {
            release(used);
            throw failed("scanning", e);
        }
    }

    @Override
    void change(StateChanges changes) {
        refuseIfFailed();
        long most = memtableBytes.getAsLong();
        StateChanges.Reader reader = changes.reader();
        while (reader.next()) {
            view.memtable().change(reader);
            unchecked += reader.keyLength() + Math.max(0, reader.valueLength());
            if (unchecked > most / 16) {
                unchecked = 0;
                if (view.memtable().bytes() > most) {
                    flush();
                }
            }
        }
    }

    private void flush() {
        try {
            DiskMemtable full = view.memtable();
            DiskRun run = DiskRun.write(nextPath(), full.cursor(), full.entries(), true, () -> false);
            if (run != null) {
                replace(List.of(), run, new DiskMemtable(name(), keyGroups));
            }
            awaitRoom();
        } catch (IOException e) {
            throw failed("writing", e);
        }
    }

    private synchronized Path nextPath() {
        return directory.resolve("run-" + runNumber++);
    }

    /** Puts a run in the place of those that it was made of, or in front. */
    private synchronized void replace(List<DiskRun> merged, DiskRun run, @Nullable DiskMemtable memtable)
            throws IOException {
        DiskView old = view;
        List<DiskRun> runs = new ArrayList<>(old.runs());
        int place = merged.isEmpty() ? 0 : runs.indexOf(merged.get(0));
        runs.removeAll(merged);
        if (run.entries() > 0) {
            runs.add(place, run);
        }
        if (closed) {
            run.release();
            return;
        }
        view = new DiskView(memtable == null ? old.memtable() : memtable, runs);
        run.release(); // the view holds it
        old.release();
        List<DiskRun> next = mergeable(view.runs());
        if (!merging && !next.isEmpty()) {
            merging = true;
            merger.execute(this::mergeWhileNeeded);
        }
    }

    private synchronized void awaitRoom() {
        while (view.runs().size() > MOST_RUNS && merging) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TidewheelException(Kind.CANCELLED, name() + ": interrupted while runs were merged", e);
            }
        }
        refuseIfFailed();
    }

    /** The newest runs, as far as the next older one is not much larger than all of them; empty if they are too few. */
    private static List<DiskRun> mergeable(List<DiskRun> runs) {
        long bytes = 0;
        int count = 0;
        while (count < runs.size() && (count == 0 || runs.get(count).length() <= bytes * 3 / 2)) {
            bytes += runs.get(count++).length();
        }
        return count < MERGED_FROM ? List.of() : runs.subList(0, count);
    }

    private void mergeWhileNeeded() {
        try {
            for (DiskView used = use(); ; used = use()) {
                List<DiskRun> merged = mergeable(used.runs());
                try {
                    synchronized (this) {
                        if (merged.isEmpty() || closed) {
                            return;
                        }
                    }
                    merge(merged, merged.size() == used.runs().size());
                } finally {
                    used.release();
                }
            }
        } catch (IOException | RuntimeException e) { // told to whoever applies
            synchronized (this) {
                failure = closed ? null : e;
            }
        } finally {
            synchronized (this) {
                merging = false;
                notifyAll();
            }
        }
    }

    private void merge(List<DiskRun> merged, boolean withOldest) throws IOException {
        List<DiskCursor> cursors = merged.stream().map(DiskRun::cursor).toList();
        long most = merged.stream().mapToLong(DiskRun::entries).sum();
        DiskRun run = DiskRun.write(nextPath(), new DiskMerge(cursors), most, !withOldest, () -> closed);
        if (run != null) {
            replace(merged, run, null);
        }
    }

    private synchronized void refuseIfFailed() {
        if (closed) {
            throw new TidewheelException(Kind.BUG, name() + " is closed and still used");
        }
        if (failure != null) {
            throw failed("merging", failure);
        }
    }

    private TidewheelException failed(String what, Exception cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                name() + ": " + what + " failed in " + directory + ": " + cause.getMessage()
                        + "; see whether the disk is full or broken, and start again: state is restored from the"
                        + " checkpoint",
                cause);
    }

    private void release(DiskView used) {
        try {
            used.release();
        } catch (IOException e) {
            throw failed("deleting a file", e);
        }
    }

    /** An estimate: a key that is in several parts counts several times until these are merged. */
    @Override
    public long keys() {
        DiskView used = use();
        try {
            return used.memtable().entries()
                    + used.runs().stream().mapToLong(DiskRun::entries).sum();
        } finally {
            release(used);
        }
    }

    @Override
    public long bytes() {
        DiskView used = use();
        try {
            return used.memtable().bytes()
                    + used.runs().stream()
                            .mapToLong(run -> run.length() + run.heapBytes())
                            .sum();
        } finally {
            release(used);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            while (merging) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break; // the merging thread ends all the same, and lets go of its files
                }
            }
        }
        release(view);
    }

    private final class DiskScan implements StateScan {
        private final DiskView used;
        private final DiskMerge merge;
        private final int keyGroup;
        private final byte @Nullable [] to;
        private byte[] key = ByteKeys.EMPTY;
        private byte[] value = ByteKeys.EMPTY;
        private boolean released;

        DiskScan(DiskView used, DiskMerge merge, int keyGroup, byte @Nullable [] to) {
            this.used = used;
            this.merge = merge;
            this.keyGroup = keyGroup;
            this.to = to;
        }

        @Override
        public boolean next() {
            try {
                while (merge.next() && merge.keyGroup() == keyGroup && ByteKeys.isBefore(merge.key(), to)) {
                    byte[] found = merge.value();
                    if (found != null) {
                        key = merge.key();
                        value = found;
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw failed("scanning", e);
            }
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {
            if (!released) {
                released = true;
                release(used);
            }
        }
    }
}
