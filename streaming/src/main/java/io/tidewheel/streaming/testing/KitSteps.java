package io.tidewheel.streaming.testing;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What one run of a query does to a connector, call by call: a trial takes the steps one at a time and may leave the run
 * anywhere. Used by one thread.
 */
abstract class KitSteps {
    /** A call. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private record Step(String name, Body body) {}

    private final String run;
    private final List<String> trace; // of the trial
    private final Deque<Step> steps = new ArrayDeque<>();
    private boolean replaced;

    KitSteps(String run, List<String> trace) {
        this.run = run;
        this.trace = trace;
    }

    final void then(String name, Body body) {
        steps.add(new Step(name, body));
    }

    final boolean hasNext() {
        return !steps.isEmpty();
    }

    /** Takes the next step. */
    final void next() throws Exception {
        Step step = steps.remove();
        trace.add(run + " " + step.name());
        step.body().run();
    }

    /** What comes next is that the run notices its failure. */
    final void fail(Exception failure) {
        steps.clear();
        then("notices its failure", () -> {
            throw failure;
        });
    }

    /** As a process that was paused while another one took over: goes on until it is stopped, and then takes back. */
    final void goOnAsZombie() {
        trace.add(run + " goes on");
        replaced = true;
        try {
            while (hasNext()) {
                next();
            }
        } catch (Exception e) {
            trace.add("   was stopped: " + e.getMessage());
            try {
                takeBack();
            } catch (Exception again) {
                trace.add("   could not take back: " + again.getMessage());
            }
        }
    }

    /** True for one that another has replaced: nobody needs what it does. */
    final boolean isReplaced() {
        return replaced;
    }

    /** What a run does whose batch failed: aborts, and closes. */
    abstract void takeBack() throws Exception;

    /** A journal's fence: what it refuses to a run that another one has replaced. */
    static void requireNewest(long epoch, long newest) {
        if (epoch != newest) {
            throw new TidewheelException(
                    Kind.FENCED, "the journal of epoch " + epoch + " was taken over by epoch " + newest);
        }
    }
}
