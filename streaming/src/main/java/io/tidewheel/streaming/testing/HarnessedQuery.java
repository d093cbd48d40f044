package io.tidewheel.streaming.testing;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.SimulatedCrash;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.checkpoint.testing.SimulatedDisk.Loss;
import io.tidewheel.config.Keys;
import io.tidewheel.streaming.QueryDriver;
import io.tidewheel.streaming.QueryDriver.World;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The query of a harness, over all its starts. Used by one thread. */
final class HarnessedQuery {
    private static final String NAME = "query";
    private static final String CHECKPOINT = "/checkpoint";
    private static final int BATCHES_PER_PURGE = 64;

    private final Description description;
    private final @Nullable IntFunction<Tidewheel> shared; // sessions that are somebody else's, by parallelism
    private final Map<String, String> settings = new LinkedHashMap<>();
    private ManualClock clock;
    private SimulatedDisk disk = new SimulatedDisk(0);
    private int parallelism = 2;
    private Trigger trigger = Trigger.asSoonAsPossible();
    private StateKind state = StateKind.MEMORY;
    private Function<TidewheelBuilder, Tidewheel> sessions = TidewheelBuilder::open;
    private @Nullable Tidewheel session;
    private int sessionParallelism;
    private @Nullable QueryDriver driver; // null while it does not run
    private String why = "was not started yet"; // it does not run
    private boolean isStarted;
    private boolean isEnded;
    private String note = "";

    HarnessedQuery(Consumer<Streams> description, Instant start) {
        this((session, streams) -> description.accept(streams), start, null);
    }

    /** @param shared by parallelism, sessions that run on the calling thread; null for one of its own */
    HarnessedQuery(Description description, Instant start, @Nullable IntFunction<Tidewheel> shared) {
        this.description = description;
        this.clock = ManualClock.at(start);
        this.shared = shared;
    }

    /** What a program does between {@link Streams#on} and {@link Streams#start}. */
    @FunctionalInterface
    interface Description {
        void describe(Tidewheel session, Streams streams);
    }

    /** Something that a query comes to. */
    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    void parallelism(int partitions) {
        parallelism = partitions;
    }

    void trigger(Trigger when) {
        trigger = when;
    }

    void config(String name, String value) {
        settings.put(name, value);
    }

    void sessions(Function<TidewheelBuilder, Tidewheel> open) {
        sessions = open;
    }

    void state(StateKind kind) {
        state = kind;
    }

    void startAt(Instant time) {
        clock = ManualClock.at(time);
    }

    void faults(FaultPlan plan) {
        disk.faults(plan);
    }

    boolean isRunning() {
        return driver != null;
    }

    boolean wasStarted() {
        return isStarted;
    }

    ManualClock clock() {
        return clock;
    }

    SimulatedDisk disk() {
        return disk;
    }

    void start() throws Exception {
        if (driver == null) {
            if (isStarted) {
                throw new AssertionError("the query " + why + "; restart() it first");
            }
            open();
        }
    }

    void restart() throws Exception {
        end("was stopped");
        disk = disk.newProcess();
        open();
    }

    private void open() throws Exception {
        isStarted = true;
        isEnded = false;
        disk.onDelay(clock::advance);
        Tidewheel on = session();
        Streams streams = Streams.on(on).trigger(trigger).state(state);
        description.describe(on, streams);
        streams.checkpoint(CHECKPOINT).takeOver(); // a process that has crashed is this one still
        HarnessStates states = new HarnessStates(state);
        World world = new World(
                clock,
                takeOver -> Checkpoint.open(disk, CHECKPOINT, CheckpointOptions.DEFAULT.withTakeOver(takeOver), clock),
                states::open,
                Runnable::run,
                BATCHES_PER_PURGE);
        dying(() -> driver = QueryDriver.start(streams, NAME, world));
    }

    private Tidewheel session() {
        if (shared != null) {
            return shared.apply(parallelism);
        }
        Tidewheel known = session;
        if (known != null && sessionParallelism == parallelism) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        TidewheelBuilder builder = Tidewheel.builder().master("local[1]").config(Keys.DEFAULT_PARALLELISM, parallelism);
        settings.forEach(builder::config);
        Tidewheel opened = sessions.apply(builder);
        session = opened;
        sessionParallelism = parallelism;
        return opened;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Does something that may end the process; then it has ended. */
    private void dying(Work work) throws Exception {
        try {
            work.run();
        } catch (SimulatedCrash e) {
            end("has crashed");
            note = String.valueOf(e.getMessage());
        } catch (Exception e) {
            boolean crashed = !disk.isAlive();
            end(crashed ? "has crashed" : "has failed");
            if (!crashed) {
                throw e;
            }
            note = String.valueOf(e.getMessage());
        }
    }

    private QueryDriver running() throws Exception {
        start();
        return Objects.requireNonNull(driver, "just started");
    }

    void closeWindows() throws Exception {
        start();
        QueryDriver running = driver;
        if (running != null) {
            running.closeWindows();
        }
    }

    long ask() throws Exception {
        start();
        QueryDriver running = driver;
        return running == null ? Long.MIN_VALUE : running.ask(); // it crashed when it was started
    }

    long watermarkMillis() {
        QueryDriver running = driver;
        return running == null ? Long.MIN_VALUE : running.watermarkMillis();
    }

    boolean hasAnswered(long question) {
        QueryDriver running = driver;
        return running == null || running.hasAnswered(question);
    }

    long batches() {
        QueryDriver running = driver;
        return running == null ? 0 : running.batches();
    }

    /**
     * Turns the query, and moves the clock to where it wants to go on, until a condition holds or it has ended.
     *
     * @param fruitless told how many turns have come to nothing
     */
    void runUntil(Condition condition, IntConsumer fruitless) throws Exception {
        int turns = 0;
        long before = batches();
        while (driver != null && !isEnded && !condition.holds()) {
            QueryDriver running = driver;
            dying(() -> {
                long next = running.turn();
                if (next == QueryDriver.OVER) {
                    over();
                } else if (!condition.holds() && next > running.nowMillis()) {
                    clock.advance(Duration.ofMillis(next - running.nowMillis()));
                }
            });
            turns = batches() > before ? 0 : turns + 1;
            before = batches();
            fruitless.accept(turns);
        }
        QueryProgress last = progress();
        if (last != null) {
            note = "batch " + last.batchId() + ", " + last.numInputRows() + " rows";
        }
    }

    void advance(Duration time) throws Exception {
        running();
        Instant end = clock.now().plus(time);
        while (driver != null && !isEnded) {
            QueryDriver running = driver;
            long[] wait = {0};
            dying(() -> {
                long next = running.turn();
                if (next == QueryDriver.OVER) {
                    over();
                } else {
                    wait[0] = Math.max(0, next - running.nowMillis());
                }
            });
            Duration left = Duration.between(clock.now(), end);
            if (left.compareTo(Duration.ofMillis(wait[0])) < 0) {
                break;
            }
            clock.advance(Duration.ofMillis(wait[0]));
        }
        Duration left = Duration.between(clock.now(), end);
        if (!left.isNegative()) {
            clock.advance(left);
        }
    }

    private void over() throws IOException {
        end("has ended");
        isEnded = true;
    }

    boolean hasEnded() {
        return isEnded;
    }

    void crash() {
        disk.crash(Loss.EVERYTHING);
        end("has crashed");
    }

    void stop() {
        end("was stopped");
    }

    void drain() throws Exception {
        running().drain();
        runUntil(() -> isEnded, turns -> {});
    }

    /** What a dead process throws when it is closed interests nobody; that of a living one does. */
    private void end(String how) {
        why = how;
        QueryDriver running = driver;
        if (running == null) {
            return;
        }
        driver = null;
        try {
            running.close();
        } catch (SimulatedCrash e) {
            note = String.valueOf(e.getMessage());
        } catch (IOException e) {
            if (disk.isAlive()) {
                throw new AssertionError("the query could not be closed: " + e.getMessage(), e);
            }
        }
    }

    /** How many rows came too late for their windows, or for some of them, since the query was first started. */
    long late() {
        QueryProgress last = progress();
        return last == null
                ? 0
                : last.counters().entrySet().stream()
                        .filter(counter -> counter.getKey().startsWith("lateRows.")
                                || counter.getKey().startsWith("partlyLateRows."))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    @Nullable
    QueryProgress progress() {
        QueryDriver running = driver;
        return running == null ? null : running.progress();
    }

    String doing() {
        QueryDriver running = driver;
        return running == null ? why : running.doing();
    }

    /** What the last step has done; empty if there is nothing to say. */
    String takeNote() {
        String taken = note;
        note = "";
        return taken;
    }

    String situation() {
        QueryDriver running = driver;
        if (running == null) {
            return "the query " + why + " at " + clock + "\n";
        }
        StringBuilder text = new StringBuilder("at " + clock + "\n");
        running.offsets().forEach((source, offset) -> text.append("source '")
                .append(source)
                .append("' at ")
                .append(offset)
                .append('\n'));
        long watermark = running.watermarkMillis();
        text.append("watermark: ").append(watermark == Long.MIN_VALUE ? "none" : Instant.ofEpochMilli(watermark));
        return text.append('\n').toString();
    }

    String explain() {
        QueryDriver running = driver;
        return running == null ? "" : running.explain();
    }

    void close() {
        try {
            end("was closed");
        } finally {
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }
}
