package io.tidewheel.batch.file;

import io.tidewheel.engine.plan.Action;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Saves the partitions of a dataset as a directory that appears at once and complete, or not at all. Used by the
 * driver: {@link #begin}, a run of {@link #action}, {@link #commit}; closing uncommitted removes everything.
 */
public final class SaveJob implements AutoCloseable {
    /*
     * Everything is written beside the target, in a staging directory with a hidden name:
     *
     *   <parent>/_temporary-<target>-<owner>/_attempts/part-7-<uuid>   one file per task attempt
     *   <parent>/_temporary-<target>-<owner>/part-00007.gz             after the job: the attempts that count
     *   <parent>/_temporary-<target>-<owner>/_SUCCESS
     *   <parent>/<target>                                              the staging directory, renamed
     *
     * Task commit is the name that the action returns: of several attempts at a partition the engine takes one result,
     * and only that file is moved. Job commit is one rename, which both the local disk and HDFS do atomically, so a
     * reader sees all files or none, whenever the process dies. Files and directories are synced before the rename.
     * What a dead process leaves has a hidden name that says who it was; the next save to the same target removes it.
     */
    private static final String SUCCESS = "_SUCCESS";

    private final Storage storage;
    private final Storages storages;
    private final String target;
    private final String parent;
    private final String staging;
    private final String attempts;
    private final RowFormat format;
    private final int partitions;
    private boolean committed;

    private SaveJob(Storages storages, String target, RowFormat format, int partitions) {
        this.storages = storages;
        this.storage = storages.of(target);
        this.target = target;
        this.parent = Storage.parent(target).orElse(".");
        this.staging = Storage.child(parent, Staging.name(Storage.name(target)));
        this.attempts = Storage.child(staging, "_attempts");
        this.format = format;
        this.partitions = partitions;
    }

    /**
     * Checks that nothing is at the target, and makes room for what tasks write.
     *
     * @param partitions how many results {@link #commit} will get
     */
    public static SaveJob begin(Storages storages, String target, RowFormat format, int partitions) {
        requireAbsent(storages, target);
        SaveJob job = new SaveJob(storages, target, format, partitions);
        try {
            job.storage.createDirectories(job.parent);
            Staging.removeAbandoned(job.storage, job.parent, Storage.name(target));
            job.storage.createDirectories(job.attempts);
            return job;
        } catch (IOException e) {
            throw notSaved(target, e);
        }
    }

    /** @throws TidewheelException if there is a file or directory at {@code target}, even an empty one */
    public static void requireAbsent(Storages storages, String target) {
        if (target.isBlank() || Storage.name(target).isEmpty()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "'" + target + "' names no directory to save to; give a path that does not exist");
        }
        Optional<StoredFile> found;
        try {
            found = storages.of(target).stat(target);
        } catch (IOException e) {
            throw notSaved(target, e);
        }
        if (found.isPresent()) {
            throw exists(target, null);
        }
    }

    /** Nothing was written yet: what stands in the way of the target or of the folder beside it. */
    static TidewheelException notSaved(String target, IOException cause) {
        String why;
        if (cause instanceof AccessDeniedException) {
            why = "user " + System.getProperty("user.name")
                    + " may not look or write there; change the permissions of its directory, or save to another path";
        } else if (cause instanceof FileAlreadyExistsException existing) {
            why = existing.getFile() + " is a file where a directory was expected; save to another path";
        } else {
            why = cause + "; free space there, change its permissions, or save to another path";
        }
        return new TidewheelException(Kind.RESOURCE, "nothing can be saved to " + target + ": " + why, cause);
    }

    private static TidewheelException exists(String target, @org.jspecify.annotations.Nullable IOException cause) {
        return new TidewheelException(
                Kind.CONFIGURATION,
                "the target " + target + " exists already and is not overwritten; save to another path or delete it",
                cause);
    }

    /** What each task does: gives the name of the file that it wrote. */
    public Action<String> action() {
        return new SaveAction(storages, attempts, format);
    }

    /**
     * Makes the target appear.
     *
     * @param files what {@link #action} gave, in the order of the partitions
     */
    public void commit(List<String> files) {
        if (files.size() != partitions) {
            throw new TidewheelException(
                    Kind.BUG, "saving " + partitions + " partitions to " + target + " gave " + files.size() + " files");
        }
        try {
            int digits =
                    Math.max(5, Integer.toString(Math.max(0, partitions - 1)).length());
            for (int partition = 0; partition < partitions; partition++) {
                String name = String.format(Locale.ROOT, "part-%0" + digits + "d%s", partition, format.extension());
                storage.rename(Storage.child(attempts, files.get(partition)), Storage.child(staging, name));
            }
            storage.delete(attempts);
            storage.create(Storage.child(staging, SUCCESS)).close();
            storage.syncDirectory(staging);
            storage.rename(staging, target);
            committed = true;
            storage.syncDirectory(parent);
        } catch (FileAlreadyExistsException e) {
            throw exists(target, e);
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    committed
                            ? target + " is saved, but may be gone after a power failure: " + e + "; look at that disk"
                            : "saving to " + target + " failed at its end and left nothing there: " + e
                                    + "; free space there, or save to another path",
                    e);
        }
    }

    /** Removes what was written, unless it was committed. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            storage.delete(staging);
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    "nothing was saved to " + target + ", but " + staging + " cannot be removed: " + e
                            + "; delete that folder",
                    e);
        }
    }
}
