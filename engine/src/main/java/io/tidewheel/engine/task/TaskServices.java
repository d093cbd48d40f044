package io.tidewheel.engine.task;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.cursor.Cursor;
import org.jspecify.annotations.Nullable;

/** What all tasks of one backend share; thread-safe. */
public interface TaskServices {
    /** Names the session, as no other of this JVM is named: what belongs to one session fails in another's tasks. */
    String session();

    Codecs codecs();

    /** Where spilled runs and evicted blocks go; emptied when the session closes. */
    SpillDirectory spill();

    /**
     * Rows that a run of a plan has stored and nobody has forgotten; null if they are not there, or not any more. Who
     * reads them says so by {@link TaskContext#shareRows}, and closes what it gets.
     */
    @Nullable
    Cursor stored(CachedBlock rows) throws Exception;

    /** Strict mode of the test kit: objects handed from task to task are fingerprinted and checked. */
    boolean strict();
}
