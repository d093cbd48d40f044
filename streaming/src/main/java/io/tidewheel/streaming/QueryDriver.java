package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A query without a thread, in a world that whoever drives it has made: for the test kit, which drives it step by step.
 * Not for programs: it changes without notice. Used by one thread.
 */
public final class QueryDriver implements Closeable {
    /** There is nothing to wait for: the query has come to its end. */
    public static final long OVER = QueryLoop.OVER;

    private final Description query;
    private final QueryLoop loop;

    /**
     * What the query uses instead of the real thing.
     *
     * @param checkpoints opens the checkpoint, at the start and whenever the journal must be read again
     * @param backends makes the place where states lie, by the run's id
     * @param snapshotWriter where snapshots of states are written
     * @param batchesPerPurge after so many batches the checkpoint is purged
     */
    public record World(
            Clock clock,
            Opener checkpoints,
            Function<String, StateBackend> backends,
            Executor snapshotWriter,
            int batchesPerPurge) {}

    /** Claims a checkpoint. */
    @FunctionalInterface
    public interface Opener {
        /** @param takeOver whoever else is known to hold it */
        Checkpoint open(boolean takeOver) throws IOException;
    }

    private QueryDriver(Description query, World world) {
        this.query = query;
        Surroundings surroundings = new Surroundings(
                world.clock,
                world.checkpoints::open,
                world.backends::apply,
                this::wake,
                new Surroundings.Upkeep(world.snapshotWriter, world.batchesPerPurge));
        this.loop = new QueryLoop(query, SessionAccess.to(query.session()), surroundings);
    }

    private void wake() {
        loop.wake();
    }

    /**
     * Takes the checkpoint and restores what it knows, as {@link Streams#start}. The caller closes what it gets.
     *
     * @throws Exception what failed, as it was thrown
     */
    public static QueryDriver start(Streams streams, String queryName, World world) throws Exception {
        QueryDriver driver = new QueryDriver(streams.describe(queryName), world);
        driver.loop.recover();
        return driver;
    }

    /**
     * Runs a batch if one is due.
     *
     * @return when there may be something to do, in milliseconds as of the world's clock; {@link #OVER} at the end
     * @throws Exception what the query has failed with for good
     */
    public long turn() throws Exception {
        return loop.turn();
    }

    /** Milliseconds since the epoch, as the query counts them. */
    public long nowMillis() {
        return loop.nowMillis();
    }

    /** How many batches this run has committed. */
    public long batches() {
        return loop.batches();
    }

    /** Asks whether all that the sources have now was read; {@link #hasAnswered} tells. */
    public long ask() {
        return loop.ask();
    }

    public boolean hasAnswered(long question) {
        return loop.hasAnswered(question);
    }

    /** Once all is read that is there now, all windows are finished. */
    public void closeWindows() {
        loop.endEventTime();
    }

    /** Nothing new is planned from now on. */
    public void drain() {
        loop.drain();
    }

    /** What the last batch of this run did; null before the first. */
    public @Nullable QueryProgress progress() {
        return loop.progress();
    }

    /** Where each source will be read next, by its name; empty while the query waits for another attempt at starting. */
    public Map<String, String> offsets() {
        return loop.offsets();
    }

    /** Long.MIN_VALUE for none. */
    public long watermarkMillis() {
        return loop.watermarkMillis();
    }

    /** What it does at this moment, in words. */
    public String doing() {
        return loop.doing();
    }

    /** The plans that run for each batch. */
    public String explain() {
        return BatchPlans.explain(SessionAccess.to(query.session()), query);
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
