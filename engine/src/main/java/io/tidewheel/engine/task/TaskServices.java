package io.tidewheel.engine.task;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.SpillDirectory;

/** What all tasks of one backend share; thread-safe. */
public interface TaskServices {
    /** Names the session, as no other of this JVM is named: what belongs to one session fails in another's tasks. */
    String session();

    Codecs codecs();

    /** Where spilled runs and evicted blocks go; emptied when the session closes. */
    SpillDirectory spill();

    /** Strict mode of the test kit: objects handed from task to task are fingerprinted and checked. */
    boolean strict();
}
