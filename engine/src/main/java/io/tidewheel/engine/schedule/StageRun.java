package io.tidewheel.engine.schedule;

import io.tidewheel.engine.stage.Stage;
import java.util.BitSet;

/** How far one stage of one running job is. Owned by the scheduler's lock. */
final class StageRun {
    final Stage stage;
    final BitSet wanted = new BitSet(); // not done: waiting, queued or running
    final BitSet waiting = new BitSet(); // wanted, but an input is missing or its stage has not been offered
    final BitSet everDone = new BitSet(); // succeeded at least once: running again is a recomputation
    final int[] attempts;
    final int[] failures;
    final int[] losses; // times a task found an input lost
    boolean announced;

    StageRun(Stage stage) {
        this.stage = stage;
        this.attempts = new int[stage.partitions()];
        this.failures = new int[stage.partitions()];
        this.losses = new int[stage.partitions()];
    }

    /** @param keepsOutputs what a run before has made is still there: making it again is a recomputation */
    void reset(boolean keepsOutputs) {
        wanted.clear();
        waiting.clear();
        if (!keepsOutputs || stage.output() == null) {
            everDone.clear();
        }
        java.util.Arrays.fill(attempts, 0);
        java.util.Arrays.fill(failures, 0);
        java.util.Arrays.fill(losses, 0);
        announced = false;
    }
}
