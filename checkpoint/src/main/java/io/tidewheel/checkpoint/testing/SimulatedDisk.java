package io.tidewheel.checkpoint.testing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory, as one process sees it. Equal seeds and equal calls give equal disks.
 *
 * <p>After {@link #crash} or {@link #kill} every call through this process throws, also through the files it opened, and
 * {@link #newProcess} stands for the next one. A zombie is a process that nobody kills while the next one works.
 */
public final class SimulatedDisk extends FaultyStorage {
    /** Which rules it keeps. */
    public enum Kind {
        /**
         * What was not synced may be lost when the power fails, sector by sector and name by name. A name is durable only
         * after a sync of its directory.
         */
        LOCAL,
        /** Names are durable at once, files grow at their ends, and have a lease. Bytes not synced die with their writer. */
        HDFS,
        /** A file appears when it is closed, durable and whole. Cannot rename. */
        OBJECT_STORE
    }

    /** What a power failure takes of all that was not synced. */
    public enum Loss {
        EVERYTHING,
        /** Chosen by the seed. */
        SOMETHING,
        NOTHING
    }

    private final DiskMedium medium;
    private final DiskView view;
    private final long powerFailuresBefore;

    /** An empty {@link Kind#LOCAL} disk. */
    public SimulatedDisk(long seed) {
        this(Kind.LOCAL, seed);
    }

    public SimulatedDisk(Kind kind, long seed) {
        this(new DiskMedium(kind, seed));
    }

    private SimulatedDisk(DiskMedium medium) {
        this(medium, new DiskView(medium));
    }

    private SimulatedDisk(DiskMedium medium, DiskView view) {
        super(view, medium.changes);
        this.medium = medium;
        this.view = view;
        this.powerFailuresBefore = medium.powerFailures();
        medium.started(view);
    }

    /** The same disk as another process sees it, without faults. */
    public SimulatedDisk newProcess() {
        return new SimulatedDisk(medium);
    }

    /** The power fails, and takes all processes with it. What it takes of the bytes the seed decides. */
    public void crash() {
        crash(Loss.SOMETHING);
    }

    /** The power fails, and takes all processes with it. */
    public void crash(Loss loss) {
        medium.fail(loss);
    }

    @Override
    void die(String how, boolean withPower) {
        super.die(how, withPower);
        if (withPower) {
            medium.fail(Loss.SOMETHING);
        } else {
            medium.killed(view);
        }
    }

    @Override
    @Nullable
    String end() {
        return medium.powerFailures() > powerFailuresBefore ? "the power failed" : super.end();
    }

    @Override
    void renameHalf(String from, String to) throws IOException {
        view.renameHalf(from, to);
    }

    /** The bytes of a file, without a call. */
    public byte[] contents(String path) throws IOException {
        return view.contents(path);
    }

    /** Damages a file: it holds these bytes now, and they are durable. */
    public void replace(String path, byte[] contents) throws IOException {
        view.replace(path, contents);
    }
}
