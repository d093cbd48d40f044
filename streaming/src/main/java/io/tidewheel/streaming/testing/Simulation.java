package io.tidewheel.streaming.testing;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.FaultPlan.Call;
import io.tidewheel.checkpoint.testing.SimulatedCrash;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.Batch;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.QueryDriver;
import io.tidewheel.streaming.QueryDriver.World;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.SimulationOptions.Reading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One schedule: what its seed makes happen to a query and its processes, and whether all came out right. */
final class Simulation {
    /*
     * One thread does everything. Processes run the real query loop, turn by turn, each over its own view of one
     * simulated disk, and reach sources and sinks through calls that pass that disk too: so one plan decides what happens
     * at every call to anything outside. It may fail the call, delay it, end the process or the machine, let the thread
     * that writes snapshots have a turn, or hold the process up while another one takes over, after which it goes on as a
     * zombie.
     *
     * Checked at every call to the journal: that it keeps what it said it holds (KnownJournal). Checked in the end, when
     * faults are over and everything was read: every sink against references that know rows and cuts; the state, by one
     * more row of every key, and the windows that all are finished then; counts of rows that came late; what lies about.
     */
    private static final String QUERY = "simulated";
    private static final String CHECKPOINT = "/checkpoint";
    private static final Pattern NONCE =
            Pattern.compile("(PROBE\\.|FORMAT\\.|now-|\\d{10}\\.|query )[0-9a-f-]{6,36}\\b");
    private static final int MOST_NESTED = 2;
    private static final int MOST_TURNS = 3_000; // to come to an end without faults
    private static final int MOST_FILES = 2_000; // 400 for each state: parts of all are written in turn
    private static final int TRACED = 150;

    private final SimulationOptions options;
    private final SimulationSessions sessions;
    private final Seams seams;
    private final Random random;
    private final ManualClock clock = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final KnownJournal journal = new KnownJournal();
    private final Reference reference = new Reference();
    private final SimulatedWindows.Times times;
    private final Map<String, MemorySource<String>> sources = new TreeMap<>();
    private final SimulatedSinks<String> plain;
    private final SimulatedSinks<Pair<String, Long>> counted;
    private final SimulatedBranches branches;
    private final Map<Long, Map<String, Long>> seen = new TreeMap<>(); // by forEachBatch
    private final List<SimulatedProcess> living = new ArrayList<>(); // the newest last
    private final List<String> trace = new ArrayList<>();
    private SimulatedDisk disk;
    private int processes;
    private int nested;
    private boolean isCalm;
    private int faults;
    private Map<String, Integer> rowsByTime = Map.of(); // until they are checked

    /**
     * What came of a schedule.
     *
     * @param rowsByTime by branch: how many rows windows and timeouts gave
     */
    record Outcome(int batches, int processes, int faults, int rows, Map<String, Integer> rowsByTime) {}

    private Simulation(SimulationOptions options, SimulationSessions sessions, Seams seams) {
        this.options = options;
        this.sessions = sessions;
        this.seams = seams;
        this.random = new Random(options.seed());
        this.disk = new SimulatedDisk(options.disk(), options.seed());
        this.plain = new SimulatedSinks<>("plain", options.plain(), clock);
        this.counted = new SimulatedSinks<>("counted", options.counted(), clock);
        this.branches = new SimulatedBranches(options, clock);
        this.times = new SimulatedWindows.Times(options.windows(), random);
        sources.put("a", MemorySource.create());
        sources.put("b", MemorySource.create());
    }

    /** @throws AssertionError with the seed, all options and what happened last, if anything came out wrong */
    static Outcome run(long seed, SimulationSessions sessions, Seams seams) {
        Simulation simulation = new Simulation(SimulationOptions.draw(seed), sessions, seams);
        try {
            simulation.run();
            return new Outcome(
                    simulation.journal.committed().size(),
                    simulation.processes,
                    simulation.faults,
                    simulation.reference.size(),
                    simulation.rowsByTime);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "schedule " + seed + " went wrong: " + e + "\n" + simulation.options + "\n"
                            + String.join("\n", simulation.lastTraced()),
                    e);
        }
    }

    /** What happens in a schedule. */
    static List<String> traced(long seed, SimulationSessions sessions) throws Exception {
        Simulation simulation = new Simulation(SimulationOptions.draw(seed), sessions, Seams.NONE);
        simulation.run();
        return simulation.trace.stream()
                .map(event -> NONCE.matcher(event).replaceAll("$1"))
                .toList();
    }

    private List<String> lastTraced() {
        return trace.subList(Math.max(0, trace.size() - TRACED), trace.size());
    }

    private void note(String event) {
        trace.add(clock + " " + event);
    }

    private void run() throws Exception {
        try {
            for (int event = 0; event < options.events(); event++) {
                happen();
                plain.checkVisible(journal.lastKnown());
                counted.checkVisible(journal.lastKnown());
                branches.checkVisible(journal.lastKnown());
            }
            settle();
            check();
        } finally {
            isCalm = true;
            for (SimulatedProcess process : List.copyOf(living)) {
                process.disk.kill();
                end(process);
            }
        }
    }

    private void happen() throws Exception {
        int what = random.nextInt(100);
        if (what < 20) {
            addRows();
        } else if (what < 27) {
            pass(random.nextInt(20) == 0 ? Duration.ofHours(1) : Duration.ofMillis(random.nextInt(5_000)));
        } else if (what < 28) {
            note("the wall clock jumps");
            clock.jump(Duration.ofMinutes(random.nextInt(120) - 60));
        } else if (what < 32 && !living.isEmpty()) {
            SimulatedProcess process = anyLiving();
            note(process + " is killed");
            process.disk.kill();
            end(process);
        } else if (what < 35) {
            powerFailure();
        } else if (what < 39 && !living.isEmpty()) {
            SimulatedProcess process = anyLiving();
            note(process + " is stopped");
            end(process);
        } else if (what < 41 && !living.isEmpty()) {
            note(newest() + " is drained");
            newest().driver().drain();
            newest().isDrained = true;
        } else if (what < 44) {
            start();
        } else if (living.isEmpty()) {
            start();
        } else {
            turn(random.nextInt(4) == 0 ? anyLiving() : newest());
        }
    }

    private void addRows() {
        int rows = 1 + random.nextInt(20);
        String source = random.nextBoolean() ? "a" : "b";
        for (int i = 0; i < rows; i++) {
            int key = random.nextInt(options.keys());
            addRow(source, key, times.next());
        }
        note(rows + " rows in " + source);
    }

    private void addRow(String source, int key, String time) {
        String row = "k" + "x".repeat(options.keyChars()) + key + "#" + reference.size() + "@" + time;
        reference.add(source, row);
        MemorySource<String> into = sources.get(source);
        if (into != null) {
            into.add(row);
        }
    }

    private void pass(Duration time) {
        note(time + " go by");
        clock.advance(time);
    }

    private SimulatedProcess anyLiving() {
        return living.get(random.nextInt(living.size()));
    }

    private SimulatedProcess newest() {
        return living.get(living.size() - 1);
    }

    private void powerFailure() throws Exception {
        note("the power fails");
        disk.crash();
        for (SimulatedProcess process : List.copyOf(living)) {
            end(process);
        }
    }

    /** Starts another process; one that lives becomes a zombie. */
    private @Nullable SimulatedProcess start() throws Exception {
        boolean isHeld = !living.isEmpty();
        boolean takeOver = isHeld || random.nextInt(4) == 0;
        SimulationSessions.Settings settings =
                new SimulationSessions.Settings(1 + random.nextInt(4), options.snapshotBatches());
        SimulatedDisk view = disk.newProcess();
        disk = view;
        SimulatedProcess process = new SimulatedProcess(++processes, view, sessions.take(settings), settings);
        StateKind state = options.states().get(random.nextInt(options.states().size()));
        note(process + " starts, " + settings + ", state " + state + (takeOver ? ", takes over" : ""));
        process.foundOthers = !living.isEmpty(); // who may come back while it opens the checkpoint again
        for (SimulatedProcess other : living) {
            other.othersStarted++;
            process.othersStarted += other.hasOpened ? 0 : 1; // it may come after this one all the same
        }
        living.add(process);
        view.onDelay(clock::advance);
        if (!isCalm && random.nextInt(100) < options.fullDisks()) {
            view.room(random.nextInt(20_000));
            process.faults++;
        }
        view.faults(call -> fault(process, call));
        step(process, () -> process.start(describe(process, state, takeOver), QUERY, world(process, state)));
        return process.hasEnded ? null : process;
    }

    private Streams describe(SimulatedProcess process, StateKind state, boolean takeOver) {
        Streams streams =
                Streams.on(process.session).checkpoint(CHECKPOINT).state(state).maxRowsPerBatch(options.rowsPerBatch());
        if (takeOver) {
            streams.takeOver();
        }
        branches.prepare(streams);
        DStream<String> a = streams.from("a", source(process, "a"));
        DStream<String> b = streams.from("b", source(process, "b"));
        DStream<String> rows = a.union(b);
        plain.reachedBy(process, seams).forEach(rows::to);
        KeyedDStream<String, Long> counts =
                rows.keyBy(Reference::key).aggregate(count()).named("counts");
        counted.reachedBy(process, seams).forEach(counts::to);
        if (options.function() != Reading.NO_FUNCTION) {
            counts.forEachBatch("function", (pairs, batch) -> function(process, pairs, batch));
        }
        branches.describe(a, b, rows, process, seams);
        return streams;
    }

    private OutsideSource<String> source(SimulatedProcess process, String name) {
        MemorySource<String> rows = sources.get(name);
        if (rows == null) {
            throw new IllegalStateException("no source " + name);
        }
        return new OutsideSource<>(process, "source " + name, rows);
    }

    private void function(SimulatedProcess process, KeyedDataset<String, Long> pairs, Batch batch) throws IOException {
        process.pass("before function");
        switch (options.function()) {
            case READS_HALF -> pairs.take(1);
            case READS_TWICE -> {
                Map<String, Long> once = pairs.collectAsMap();
                process.pass("midway function");
                Map<String, Long> again = pairs.collectAsMap();
                Map<String, Long> before = seen.getOrDefault(batch.id(), once);
                if (!once.equals(again) || !once.equals(before)) {
                    throw new AssertionError("in batch " + batch.id() + " forEachBatch reads " + once + ", then "
                            + again + ", and in an earlier attempt " + before);
                }
                seen.put(batch.id(), once);
            }
            case IGNORES, NO_FUNCTION -> process.pass("function");
        }
        process.pass("after function");
    }

    private World world(SimulatedProcess process, StateKind state) {
        Storage storage = seams.storage(process.disk);
        CheckpointOptions opening = new CheckpointOptions(true, 2, options.segmentBytes());
        return new World(
                clock,
                takeOver -> {
                    Checkpoint opened = Checkpoint.open(storage, CHECKPOINT, opening.withTakeOver(takeOver), clock);
                    process.hasOpened = true;
                    note(process + " is epoch " + opened.epoch());
                    return journal.opened(opened);
                },
                run -> new HarnessStates(state).open(run),
                process::later,
                isCalm ? 1 : options.batchesPerPurge());
    }

    private void turn(SimulatedProcess process) throws Exception {
        if (random.nextBoolean()) {
            process.writeSnapshot();
        }
        step(process, () -> {
            long before = process.driver().batches();
            long next = process.driver().turn();
            if (process.driver().batches() > before) {
                note(process + " has run a batch");
            }
            if (next == QueryDriver.OVER) {
                end(process);
            } else if (next > process.driver().nowMillis() && (isCalm || random.nextBoolean())) {
                clock.advance(Duration.ofMillis(next - process.driver().nowMillis()));
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private void step(SimulatedProcess process, Work work) throws Exception {
        try {
            work.run();
        } catch (SimulatedCrash e) {
            note(process + " is dead: " + e.getMessage());
            end(process);
        } catch (Exception e) {
            boolean alive = process.disk.isAlive();
            note(process + (alive ? " has failed: " : " is dead and has failed: ") + e.getMessage());
            if (alive) {
                process.judge(e);
            }
            end(process);
        }
        if (!process.disk.isAlive()) {
            end(process);
        }
    }

    private void end(SimulatedProcess process) throws Exception {
        if (process.hasEnded) {
            return;
        }
        process.hasEnded = true;
        living.remove(process);
        try {
            process.close();
        } catch (IOException e) {
            note(process + " could not be closed: " + e.getMessage());
            if (process.faults == 0 && process.disk.isAlive()) {
                throw e;
            }
        }
        sessions.giveBack(process.settings, process.session);
    }

    /** What happens to a call. */
    private Fault fault(SimulatedProcess process, Call call) {
        if (isCalm) {
            return Fault.NONE;
        }
        boolean onDriver = CurrentTask.get() == null;
        if (onDriver && random.nextInt(50) == 0) {
            process.writeSnapshot();
        }
        int draw = random.nextInt(10_000);
        if (draw < options.zombies()) {
            if (onDriver && nested < MOST_NESTED && !process.hasEnded) {
                holdUp(process, call);
            }
            return Fault.NONE;
        }
        Fault fault = options.fault(call, random);
        if (fault != Fault.NONE) {
            faults++;
            process.faults++;
            note(process + ": " + fault + " at " + call);
        }
        return fault;
    }

    /** While a process waits for a call another one takes over; then the call goes on. */
    private void holdUp(SimulatedProcess process, Call call) {
        note(process + " is held up at " + call);
        nested++;
        try {
            SimulatedProcess other = start();
            for (int turns = random.nextInt(5); turns > 0 && other != null && !other.hasEnded; turns--) {
                turn(other);
            }
        } catch (Exception e) {
            throw new AssertionError("what took over from " + process + " ended with " + e, e);
        } finally {
            nested--;
        }
        note(process + " goes on");
    }

    /** No more faults: zombies find that they are, one process reads everything. */
    private void settle() throws Exception {
        isCalm = true;
        for (SimulatedProcess process : List.copyOf(living)) {
            for (int turns = 0; turns < 4 && !process.hasEnded; turns++) {
                turn(process);
            }
        }
        if (random.nextBoolean()) {
            powerFailure();
        }
        for (SimulatedProcess process : List.copyOf(living)) {
            process.disk.room(Long.MAX_VALUE);
            if (process != newest() || process.isDrained) {
                end(process);
            }
        }
        for (int key = 0; key < options.keys(); key++) {
            addRow("a", key, times.next());
        }
        readAll(false);
        addRow("a", 0, times.last()); // one batch more, after which all is purged
        addRow("b", 0, times.last());
        readAll(random.nextBoolean());
        if (journal.queryId() == null) {
            throw new AssertionError("the query has never started");
        }
    }

    private void readAll(boolean closesWindows) throws Exception {
        int attempts = 0;
        SimulatedProcess closing = null;
        for (int turns = 0; ; turns++) {
            if (turns > MOST_TURNS || attempts > 3) {
                throw new AssertionError("the query does not come to an end without faults");
            }
            if (living.isEmpty()) {
                attempts++;
                start();
                continue;
            }
            SimulatedProcess process = newest();
            if (closesWindows && closing != process) {
                note(process + " is to close all windows");
                process.driver().closeWindows();
                closing = process;
            }
            long question = process.driver().ask();
            turn(process);
            if (!process.hasEnded && process.driver().hasAnswered(question)) {
                note(process + " has read everything");
                end(process);
                return;
            }
        }
    }

    private void check() throws Exception {
        Iterable<Planned> batches = journal.committed();
        Map<Long, List<Pair<String, Long>>> counts = reference.counts(batches);
        plain.check(reference.plain(batches), String.valueOf(journal.queryId()));
        counted.check(counts, String.valueOf(journal.queryId()));
        rowsByTime = branches.check(journal, reference);
        seen.forEach((batch, rows) -> {
            Map<String, Long> expected = new TreeMap<>();
            counts.getOrDefault(batch, List.of()).forEach(pair -> expected.put(pair.key(), pair.value()));
            if (!expected.equals(new TreeMap<>(rows))) {
                throw new AssertionError(
                        "forEachBatch was given " + rows + " in batch " + batch + " and not " + expected);
            }
        });
        int read = 0;
        for (Planned batch : batches) {
            read += reference.rows(batch).size();
        }
        if (read != reference.size()) {
            throw new AssertionError(read + " rows of " + reference.size() + " were read");
        }
        checkFiles();
    }

    /** What a crash leaves behind goes in time. */
    private void checkFiles() throws Exception {
        Storage view = disk.newProcess();
        List<String> files = new ArrayList<>();
        for (StoredFile directory : view.list(CHECKPOINT)) {
            if (directory.directory()) {
                view.list(directory.path()).forEach(file -> files.add(file.path()));
            }
        }
        if (files.size() > MOST_FILES) {
            throw new AssertionError("there are " + files.size() + " files in the checkpoint: " + files);
        }
    }
}
