package io.tidewheel.streaming.testing;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.testing.SimulatedCrash;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.QueryDriver;
import io.tidewheel.streaming.QueryDriver.World;
import io.tidewheel.streaming.Streams;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One process that runs the query of a simulation, or has. Used by one thread. */
final class SimulatedProcess implements Outside {
    final int number;
    final SimulatedDisk disk; // as it sees it
    final Tidewheel session;
    final SimulationSessions.Settings settings;
    private final Deque<Runnable> snapshots = new ArrayDeque<>(); // to be written in the background
    private @Nullable QueryDriver driver; // null until it has started
    private boolean writes; // a snapshot
    int faults; // that came its way
    int othersStarted; // that may take over from it
    boolean foundOthers; // living when it was started
    boolean hasOpened; // the checkpoint
    boolean hasEnded;
    boolean isDrained;

    SimulatedProcess(int number, SimulatedDisk disk, Tidewheel session, SimulationSessions.Settings settings) {
        this.number = number;
        this.disk = disk;
        this.session = session;
        this.settings = settings;
    }

    /** Each call of a source or a sink is one of the disk too, by which the process may fail. */
    @Override
    public void pass(String place) throws IOException {
        disk.stat("/outside/" + place);
    }

    void start(Streams streams, String query, World world) throws Exception {
        driver = QueryDriver.start(streams, query, world);
    }

    /** Writes a snapshot later. */
    void later(Runnable snapshot) {
        snapshots.add(snapshot);
    }

    /** The thread in the background gets a turn. */
    void writeSnapshot() {
        Runnable next = writes ? null : snapshots.poll();
        if (next != null) {
            writes = true;
            try {
                next.run();
            } finally {
                writes = false;
            }
        }
    }

    /** @throws IllegalStateException if it has not started */
    QueryDriver driver() {
        if (driver == null) {
            throw new IllegalStateException(this + " has not started");
        }
        return driver;
    }

    /** @throws AssertionError if it lives and had no reason to fail so */
    void judge(Exception failure) {
        Kind kind = failure instanceof TidewheelException ours ? ours.kind() : Kind.RESOURCE;
        boolean isExcused =
                switch (kind) {
                    case FENCED -> othersStarted > 0 || (foundOthers && faults > 0);
                    case CHECKPOINT -> faults > 0 && isOfStorage(failure);
                    case BUG -> false;
                    default -> faults > 0 || othersStarted > 0;
                };
        if (!isExcused) {
            throw new AssertionError(this + " has failed without a reason: " + failure.getMessage(), failure);
        }
    }

    /** A call failed, or the disk was full. */
    private static boolean isOfStorage(@Nullable Throwable failure) {
        return failure != null
                && (failure instanceof IOException
                        || isOfStorage(failure.getCause())
                        || Arrays.stream(failure.getSuppressed()).anyMatch(SimulatedProcess::isOfStorage));
    }

    /** Lets go of what it holds in this JVM; a living one of its checkpoint too. */
    void close() throws IOException {
        snapshots.clear();
        if (driver != null) {
            try {
                driver.close();
            } catch (SimulatedCrash e) {
                assert !disk.isAlive() : e;
            }
        }
    }

    @Override
    public String toString() {
        return "process " + number;
    }
}
