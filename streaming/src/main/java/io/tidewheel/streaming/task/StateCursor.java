package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a step with state does in one partition: it takes all rows of the batch, gives at most one row for each, then those
 * that come of the state alone, and says what it has changed. Used by one task thread.
 */
abstract class StateCursor implements Cursor {
    final TaskContext context;
    final BatchScope batch;
    final RunResources run;
    final Codecs codecs;
    final int firstGroup;
    final int endGroup;

    private final Cursor up;
    private boolean isRead; // there are no more rows
    private boolean gave; // the last call has given a row
    private boolean isTold;

    StateCursor(Cursor up, TaskContext context, int keyGroups, int partitions) {
        this.up = up;
        this.context = context;
        this.batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.codecs = context.codecs();
        this.firstGroup = KeyGroups.firstGroup(context.partition(), keyGroups, partitions);
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, keyGroups, partitions);
    }

    /** Takes a row of the batch. */
    abstract void take(@Nullable Object key, @Nullable Object value, Sink sink) throws Exception;

    /** Does the next thing that is due when all rows were taken, giving one row or none; false if nothing is. */
    abstract boolean goOn(Sink sink) throws Exception;

    /** Leaves what has changed. */
    abstract void tell() throws Exception;

    /** To be called with each row that is given. */
    final void gave() {
        gave = true;
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        if (!isRead) {
            up.drain(taking(sink));
            isRead = !sink.done();
        }
        while (!sink.done() && goOnOrTell(sink)) {
            context.checkCancelled();
        }
    }

    @Override
    public final boolean advance(Sink sink) throws Exception {
        PairSink taking = taking(sink);
        gave = false;
        while (!gave) {
            isRead = isRead || !up.advance(taking);
            if (isRead && !goOnOrTell(sink)) {
                return false;
            }
        }
        return true;
    }

    private PairSink taking(Sink sink) {
        return new PairSink(sink) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                take(key, value, sink);
            }
        };
    }

    private boolean goOnOrTell(Sink sink) throws Exception {
        if (goOn(sink)) {
            return true;
        }
        if (!isTold) {
            isTold = true;
            tell();
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        up.close();
    }

    @Override
    public final String position() {
        return up.position();
    }
}
