package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Call;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A storage as one process sees it, with faults where a {@link FaultPlan} wants them. After a crash every call through it
 * throws; another one over the same storage stands for the process that is started next.
 */
public sealed class FaultyStorage implements Storage permits SimulatedDisk {
    private final Storage storage;
    private final RecentChanges changes;
    private FaultPlan plan = FaultPlan.NONE;
    private Consumer<Duration> clock = duration -> {};
    private long calls;
    private long room = Long.MAX_VALUE;
    private volatile @Nullable String end;

    public FaultyStorage(Storage storage) {
        this(storage, new RecentChanges());
    }

    FaultyStorage(Storage storage, RecentChanges changes) {
        this.storage = storage;
        this.changes = changes;
    }

    /** From the next call on. */
    public final synchronized void faults(FaultPlan faults) {
        plan = faults;
    }

    /** What is told of a {@link Fault.Delay}: it moves the clock of the test. */
    public final synchronized void onDelay(Consumer<Duration> passTime) {
        clock = passTime;
    }

    /** From now on so many bytes can be written before the disk is full; {@code Long.MAX_VALUE} for ever. */
    public final synchronized void room(long bytes) {
        room = bytes;
    }

    /** How many calls were made, of the storage and of what it opened. */
    public final synchronized long calls() {
        return calls;
    }

    /** Ends this process as a SIGKILL does: what it wrote stays. */
    public final void kill() {
        die("it was killed", false);
    }

    void die(String how, boolean withPower) {
        if (end == null) {
            end = how;
        }
    }

    /** False once this process was killed, has crashed or has lost its power. */
    public final boolean isAlive() {
        return end() == null;
    }

    /** Why this process is dead; null while it lives. */
    @Nullable
    String end() {
        return end;
    }

    final RecentChanges changes() {
        return changes;
    }

    /** What a call does when nothing goes wrong. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException;
    }

    /** @param half what is done of it before it ends {@link Moment#MIDWAY} */
    final <T> T call(Operation operation, String path, Body<T> whole, Body<T> half) throws IOException {
        Call call = next(operation, path);
        Fault fault = begin(call);
        T result = isAt(fault, Moment.MIDWAY) ? half.run() : whole.run();
        finish(call, fault);
        return result;
    }

    private <T> T call(Operation operation, String path, Body<T> body) throws IOException {
        return call(operation, path, body, body);
    }

    private synchronized Call next(Operation operation, String path) {
        requireAlive();
        return new Call(++calls, operation, path);
    }

    /** Not under the lock: a plan may use storages itself. */
    private Fault begin(Call call) throws IOException {
        Fault fault = plan.at(call);
        requireAlive();
        if (fault instanceof Fault.Delay delay) {
            clock.accept(delay.duration());
        }
        if (isAt(fault, Moment.BEFORE)) {
            end(call, fault);
        }
        return fault;
    }

    private void finish(Call call, Fault fault) throws IOException {
        if (isAt(fault, Moment.MIDWAY) || isAt(fault, Moment.AFTER)) {
            end(call, fault);
        }
    }

    private void end(Call call, Fault fault) throws IOException {
        if (fault instanceof Fault.Crash crash) {
            String how = "it crashed " + crash.moment() + " " + call;
            die(how, crash.withPower());
            throw new SimulatedCrash(how);
        }
        throw new IOException(fault + " at " + call);
    }

    private void requireAlive() {
        String how = end();
        if (how != null) {
            throw new SimulatedCrash("this process is dead: " + how);
        }
    }

    private static boolean isAt(Fault fault, Moment moment) {
        return (fault instanceof Fault.Failure failure && failure.moment() == moment)
                || (fault instanceof Fault.Crash crash && crash.moment() == moment);
    }

    /** How many of {@code wanted} bytes find room on the disk; they are taken. */
    final synchronized long take(long wanted) {
        long taken = Math.min(wanted, room);
        if (room != Long.MAX_VALUE) {
            room -= taken;
        }
        return taken;
    }

    @Override
    public final Optional<StoredFile> stat(String path) throws IOException {
        return call(Operation.STAT, path, () -> storage.stat(path));
    }

    @Override
    public final List<StoredFile> list(String directory) throws IOException {
        Call call = next(Operation.LIST, directory);
        Fault fault = begin(call);
        List<StoredFile> files = storage.list(directory);
        finish(call, fault);
        return fault instanceof Fault.Stale stale ? changes.undone(directory, files, stale.changes()) : files;
    }

    @Override
    public final InputStream open(String path, long offset) throws IOException {
        return new FaultyInput(this, path, call(Operation.OPEN, path, () -> storage.open(path, offset)));
    }

    @Override
    public final StorageOutput create(String path) throws IOException {
        return call(Operation.CREATE, path, () -> {
            StorageOutput out = storage.create(path);
            if (appends()) {
                changes.changed(path, Optional.empty());
            }
            return new FaultyOutput(this, path, out);
        });
    }

    @Override
    public final void rename(String from, String to) throws IOException {
        call(
                Operation.RENAME,
                from,
                () -> renamed(from, to, storage::rename),
                () -> renamed(from, to, this::renameHalf));
    }

    @FunctionalInterface
    private interface Renaming {
        void rename(String from, String to) throws IOException;
    }

    private String renamed(String from, String to, Renaming renaming) throws IOException {
        Optional<StoredFile> before = storage.stat(from);
        renaming.rename(from, to);
        changes.changed(from, before);
        changes.changed(to, Optional.empty());
        return to;
    }

    /** What is done when a rename ends {@link Moment#MIDWAY}. */
    void renameHalf(String from, String to) throws IOException {
        storage.rename(from, to);
    }

    @Override
    public final boolean delete(String path) throws IOException {
        return call(Operation.DELETE, path, () -> {
            Optional<StoredFile> before = storage.stat(path);
            boolean deleted = storage.delete(path);
            if (deleted) {
                changes.changed(path, before);
            }
            return deleted;
        });
    }

    @Override
    public final void createDirectories(String directory) throws IOException {
        call(Operation.CREATE_DIRECTORIES, directory, () -> {
            boolean isNew = storage.stat(directory).isEmpty();
            storage.createDirectories(directory);
            if (isNew) {
                changes.changed(directory, Optional.empty());
            }
            return directory;
        });
    }

    @Override
    public final void syncDirectory(String directory) throws IOException {
        call(Operation.SYNC_DIRECTORY, directory, () -> {
            storage.syncDirectory(directory);
            return directory;
        });
    }

    @Override
    public final boolean appends() {
        return storage.appends();
    }

    @Override
    public final void seal(String path) throws IOException {
        call(Operation.SEAL, path, () -> {
            storage.seal(path);
            return path;
        });
    }

    @Override
    public final boolean isBeingWritten(String path) throws IOException {
        return call(Operation.IS_BEING_WRITTEN, path, () -> storage.isBeingWritten(path));
    }

    @Override
    public final boolean isReadable(String path) throws IOException {
        return call(Operation.STAT, path, () -> storage.isReadable(path));
    }

    @Override
    public final List<String> hosts(StoredFile file, long offset, long length) throws IOException {
        return call(Operation.STAT, file.path(), () -> storage.hosts(file, offset, length));
    }
}
