package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.StreamSink;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Finds out what a sink guarantees, and whether that is what its kind says. In trial after trial a small query writes
 * into a fresh place and is killed: before and after every call, while it writes, and again while it recovers. Another
 * run follows, as {@code Streams} would start it: the one that was killed is dead, or goes on later as one that was
 * only paused. After every call the kit looks at what readers see.
 */
public final class SinkKit<T> {
    private static final int ZOMBIE_SLEEPS = 6; // calls

    /** What the run that was killed does afterwards. */
    private enum Afterlife {
        DEAD,
        BEFORE_RECOVERY,
        AFTER_RECOVERY,
        LATER,
        AT_THE_END
    }

    private record Kill(int atStep, boolean within, Afterlife afterlife, int againAfter, boolean replans) {}

    private final String name;
    private final SinkPlace.Factory<T> places;
    private final LongFunction<T> row;
    private final KitFindings findings = new KitFindings();
    private int kills;

    private SinkKit(String name, SinkPlace.Factory<T> places, LongFunction<T> row) {
        this.name = name;
        this.places = places;
        this.row = row;
    }

    /**
     * @param name of the sink, for the report
     * @param row a row of a number; other rows for other numbers
     */
    public static <T> SinkKit<T> of(String name, SinkPlace.Factory<T> places, LongFunction<T> row) {
        return new SinkKit<>(name, places, row);
    }

    /**
     * Runs all trials and prints the report. Called once.
     *
     * @return the report: "FileSink: exactly once, whole batches, 420 kills, zombies harmless"
     * @throws AssertionError if the sink does not do what its kind says, with the report, and of every defect the first
     *     trial in which it was seen
     */
    public String check(PrintStream out) throws Exception {
        StreamSink<T> sink = places.fresh().sink();
        trial(new Kill(Integer.MAX_VALUE, false, Afterlife.DEAD, 0, false));
        int steps = findings.has(Defect.FAILED) ? 0 : findings.steps();
        for (int step = 0; step < steps; step++) {
            killAt(step);
        }
        Set<Defect> forbidden = EnumSet.complementOf(EnumSet.of(Defect.LOST, Defect.DOUBLED, Defect.PARTS));
        if (!(sink instanceof DirectSink<?>)) {
            forbidden.add(Defect.PARTS);
        }
        Guarantee documented = sink instanceof DirectSink<?> direct && direct.onReplay() == DirectSink.OnReplay.REPEATS
                ? Guarantee.AT_LEAST_ONCE
                : Guarantee.EXACTLY_ONCE;
        Guarantee observed = findings.observed();
        String report = name + ": " + (findings.has(Defect.FAILED) ? "fails, " : "") + observed + ", "
                + (findings.has(Defect.PARTS) ? "parts of batches" : "whole batches") + ", " + kills + " kills, "
                + (findings.ofZombies().isEmpty() ? "zombies harmless" : "zombies do harm");
        out.println(report);
        boolean wrong = observed != documented || forbidden.stream().anyMatch(findings::has);
        if (wrong) {
            if (observed.compareTo(documented) > 0) {
                forbidden.add(observed == Guarantee.NONE ? Defect.LOST : Defect.DOUBLED);
            }
            throw new AssertionError(report + "\n  documented: " + documented + findings.shown(forbidden));
        }
        return report;
    }

    private void killAt(int step) throws Exception {
        trial(new Kill(step, false, Afterlife.DEAD, 0, false));
        for (int again = 1; again <= 3; again++) {
            trial(new Kill(step, false, Afterlife.DEAD, again, false));
        }
        trial(new Kill(step, false, Afterlife.DEAD, 0, true));
        trial(new Kill(step, true, Afterlife.DEAD, 0, false));
        trial(new Kill(step, true, Afterlife.DEAD, 0, true));
        for (Afterlife afterlife : EnumSet.complementOf(EnumSet.of(Afterlife.DEAD))) {
            trial(new Kill(step, false, afterlife, 0, false));
            trial(new Kill(step, true, afterlife, 0, true));
        }
    }

    private void trial(Kill kill) throws Exception {
        List<String> trace = findings.trial(kill.afterlife() != Afterlife.DEAD);
        SinkEyes<T> eyes = new SinkEyes<>(findings);
        SinkRun.Trial<T> trial = new SinkRun.Trial<>(
                places.fresh(), new SinkJournal(), eyes, row, ManualClock.at(Instant.EPOCH), trace, kill.replans());
        List<SinkRun<T>> runs = new ArrayList<>();
        try {
            trial(kill, trial, runs);
        } catch (Exception e) {
            findings.add(Defect.FAILED, String.valueOf(e));
        } finally {
            for (SinkRun<T> run : runs) {
                closeDead(run, trace);
            }
        }
    }

    private static void closeDead(SinkRun<?> run, List<String> trace) {
        try {
            run.close();
        } catch (IOException | RuntimeException e) {
            trace.add("a run that was dead could not be closed: " + e);
        }
    }

    private void trial(Kill kill, SinkRun.Trial<T> trial, List<SinkRun<T>> runs) throws Exception {
        SinkRun<T> first = begun(trial, runs);
        if (go(first, kill.atStep(), trial)) {
            kills++;
            die(first, kill, trial);
            SinkRun<T> second = begun(trial, runs);
            if (kill.againAfter() > 0 && go(second, kill.againAfter(), trial)) {
                kills++;
                trial.trace().add("   is killed");
                trial.place().crash();
                second = begun(trial, runs);
            }
            int sleeps = calls(kill.afterlife());
            if (go(second, sleeps, trial) && kill.afterlife() != Afterlife.DEAD) {
                first.goOnAsZombie();
                look(trial, false);
                go(second, Integer.MAX_VALUE, trial);
            } else if (kill.afterlife() != Afterlife.DEAD) {
                first.goOnAsZombie();
            }
        }
        look(trial, true);
    }

    private static int calls(Afterlife afterlife) {
        return switch (afterlife) {
            case DEAD, AT_THE_END -> Integer.MAX_VALUE;
            case BEFORE_RECOVERY -> 1;
            case AFTER_RECOVERY -> 2;
            case LATER -> 2 + ZOMBIE_SLEEPS;
        };
    }

    private static <T> SinkRun<T> begun(SinkRun.Trial<T> trial, List<SinkRun<T>> runs) {
        SinkRun<T> run = new SinkRun<>(trial);
        runs.add(run);
        return run;
    }

    private void die(SinkRun<T> run, Kill kill, SinkRun.Trial<T> trial) throws Exception {
        boolean dead = kill.afterlife() == Afterlife.DEAD;
        if (kill.within()) {
            try {
                run.breakOff(dead);
            } catch (Exception e) {
                if (!run.brokeOff()) {
                    throw e;
                }
                trial.trace().add("   breaks off");
                run.fail(e);
            }
        }
        trial.trace().add(dead ? "   is killed" : "   is paused");
        if (dead) {
            trial.place().crash();
        }
        look(trial, false);
    }

    /** Takes steps; false if there are fewer. */
    private boolean go(SinkRun<T> run, int steps, SinkRun.Trial<T> trial) throws Exception {
        for (int i = 0; i < steps; i++) {
            if (!run.hasNext()) {
                return false;
            }
            run.next();
            look(trial, false);
        }
        return run.hasNext();
    }

    private void look(SinkRun.Trial<T> trial, boolean atTheEnd) throws Exception {
        trial.eyes().look("plain readers", trial.place().plainRows(), atTheEnd);
        trial.eyes().look("committed readers", trial.place().committedRows(), true);
    }
}
