package io.tidewheel.api;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.block.SpillDirectory;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.memory.TaskMemory;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.engine.task.StageId;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.engine.task.TaskServices;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs code as a task attempt would, on the calling thread. */
public final class Tasks {
    /** What a task does. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private Tasks() {}

    public static TaskContext context(int partition, int attempt, boolean strict) {
        TaskServices services = new TaskServices() {
            private final SpillDirectory spill = new SpillDirectory();

            @Override
            public String session() {
                return "test";
            }

            @Override
            public Codecs codecs() {
                return Codecs.DEFAULT;
            }

            @Override
            public SpillDirectory spill() {
                return spill;
            }

            @Override
            public @Nullable Cursor stored(CachedBlock rows) {
                return null;
            }

            @Override
            public boolean strict() {
                return strict;
            }
        };
        TaskMemory memory = new TaskMemory() {
            @Override
            public boolean acquire(long bytes) {
                return true;
            }

            @Override
            public void force(long bytes) {}

            @Override
            public void release(long bytes) {}

            @Override
            public long used() {
                return 0;
            }
        };
        return new TaskContext(
                new TaskAttempt(1, new StageId(3), partition, attempt), services, memory, Parameters.NONE, Map.of());
    }

    /** Runs the body as this attempt; its side results stay in the context. */
    static void run(TaskContext context, Body body) throws Exception {
        CurrentTask.set(context);
        try {
            body.run();
        } finally {
            CurrentTask.clear();
        }
    }
}
