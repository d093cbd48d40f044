package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a source gives each row once, and the same again when a batch is replayed. In trial after trial a
 * small query reads from a fresh place, in batches of changing limits while more rows come, and is killed before and
 * after every call, also a second time. Another run follows that knows what the journal knows; the one that was killed is
 * dead, or goes on later as one that was only paused.
 */
public final class SourceKit<T> {
    private record Kill(int atStep, int againAfter, int zombieAfter) {}

    private static final int NEVER = Integer.MAX_VALUE;

    private final String name;
    private final SourcePlace.Factory<T> places;
    private final KitFindings findings = new KitFindings();
    private int kills;

    private SourceKit(String name, SourcePlace.Factory<T> places) {
        this.name = name;
        this.places = places;
    }

    /** @param name of the source, for the report */
    public static <T> SourceKit<T> of(String name, SourcePlace.Factory<T> places) {
        return new SourceKit<>(name, places);
    }

    /**
     * Runs all trials and prints the report. Called once.
     *
     * @return the report: "FileSource: exactly once, replayable, knows its end, 210 kills, zombies harmless"
     * @throws AssertionError if rows are missing or there twice, if the source is replayable and says it is not, or the
     *     other way round; with the report, and of every defect the first trial in which it was seen
     */
    public String check(PrintStream out) throws Exception {
        StreamSource<T> source = fresh(ManualClock.at(Instant.EPOCH)).source();
        trial(new Kill(NEVER, NEVER, NEVER));
        int steps = findings.has(Defect.FAILED) ? 0 : findings.steps();
        for (int step = 0; step < steps; step++) {
            killAt(step);
        }
        boolean knowsItsEnd = freeze();
        boolean replayable = !findings.has(Defect.CHANGED);
        Guarantee observed = findings.observed();
        String report = name + ": " + (findings.has(Defect.FAILED) ? "fails, " : "") + observed + ", "
                + (replayable ? "replayable" : "not replayable") + ", "
                + (knowsItsEnd ? "knows its end" : "does not know its end") + ", " + kills + " kills, "
                + (findings.ofZombies().isEmpty() ? "zombies harmless" : "zombies do harm");
        out.println(report);
        Set<Defect> forbidden = EnumSet.allOf(Defect.class);
        if (!source.isReplayable()) {
            forbidden.removeAll(Set.of(Defect.CHANGED, Defect.LOST)); // a batch that cannot be replayed
        }
        if (replayable != source.isReplayable() || forbidden.stream().anyMatch(findings::has)) {
            throw new AssertionError(report + "\n  documented: "
                    + (source.isReplayable() ? Guarantee.EXACTLY_ONCE + ", replayable" : "not replayable")
                    + findings.shown(forbidden));
        }
        return report;
    }

    private SourcePlace<T> fresh(ManualClock clock) throws Exception {
        return places.fresh(clock);
    }

    private void killAt(int step) throws Exception {
        trial(new Kill(step, NEVER, NEVER));
        for (int again : List.of(1, 3, 5)) {
            trial(new Kill(step, again, NEVER));
        }
        for (int zombie : List.of(0, 1, 5)) {
            trial(new Kill(step, NEVER, zombie));
        }
    }

    private SourceRun.Trial<T> begun(boolean zombies) throws Exception {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        List<String> trace = findings.trial(zombies);
        return new SourceRun.Trial<>(fresh(clock), clock, findings, trace);
    }

    private void trial(Kill kill) throws Exception {
        SourceRun.Trial<T> trial = begun(kill.zombieAfter() != NEVER);
        List<SourceRun<T>> runs = new ArrayList<>();
        try {
            trial(kill, trial, runs);
            compare(trial);
        } catch (Exception e) {
            findings.add(Defect.FAILED, String.valueOf(e));
        } finally {
            runs.forEach(SourceKit::closeDead);
        }
    }

    private void trial(Kill kill, SourceRun.Trial<T> trial, List<SourceRun<T>> runs) throws Exception {
        SourceRun<T> first = begun(trial, runs);
        if (!go(first, kill.atStep())) {
            return;
        }
        kills++;
        boolean dead = kill.zombieAfter() == NEVER;
        trial.died(dead);
        SourceRun<T> second = begun(trial, runs);
        if (kill.againAfter() != NEVER && go(second, kill.againAfter())) {
            kills++;
            trial.died(true);
            second = begun(trial, runs);
        }
        go(second, kill.zombieAfter());
        if (!dead) {
            first.goOnAsZombie();
            go(second, NEVER);
        }
    }

    private static <T> SourceRun<T> begun(SourceRun.Trial<T> trial, List<SourceRun<T>> runs) {
        SourceRun<T> run = new SourceRun<>(trial);
        runs.add(run);
        return run;
    }

    private static void closeDead(SourceRun<?> run) {
        try {
            run.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes steps; false if there are no more. */
    private static boolean go(SourceRun<?> run, int steps) throws Exception {
        for (int i = 0; i < steps && run.hasNext(); i++) {
            run.next();
        }
        return run.hasNext();
    }

    /** What all batches have read with what there was. */
    private void compare(SourceRun.Trial<T> trial) throws Exception {
        List<T> read = new ArrayList<>();
        trial.journal.committed().forEach(batch -> read.addAll(trial.read.getOrDefault(batch.batchId(), List.of())));
        compare(read, trial.place.rows(), trial.place.alwaysHasMore());
    }

    private void compare(List<T> read, List<T> there, boolean onlyTheFirst) {
        List<T> expected = onlyTheFirst ? there.subList(0, Math.min(there.size(), read.size())) : there;
        Set<T> once = new HashSet<>();
        Set<T> known = new HashSet<>(expected);
        for (T row : read) {
            if (!known.contains(row)) {
                findings.add(Defect.STRANGE, row + " is read");
            } else if (!once.add(row)) {
                findings.add(Defect.DOUBLED, row + " is read again");
            }
        }
        for (T row : expected) {
            if (!once.contains(row)) {
                findings.add(Defect.LOST, row + " is never read");
                return;
            }
        }
    }

    /** False if the source cannot know its end. */
    private boolean freeze() throws Exception {
        SourceRun.Trial<T> trial = begun(false);
        try (SourceRun<T> run = new SourceRun<>(trial)) {
            @Nullable List<T> read = run.readToTheFrozenEnd();
            if (read == null) {
                return false;
            }
            List<T> frozen = trial.frozen();
            List<T> late = new ArrayList<>(read);
            late.removeAll(frozen);
            if (!trial.place.alwaysHasMore() && !late.isEmpty()) {
                findings.add(Defect.LATE, late.get(0) + " is read, which came later");
            }
            read.retainAll(frozen);
            compare(read, frozen, trial.place.alwaysHasMore());
        } catch (Exception e) {
            findings.add(Defect.FAILED, String.valueOf(e));
        }
        return true;
    }
}
