package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.ReadableState;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** Makes a part of an {@link InitialState} of keys with states; of several states of one key the last counts. */
public record InitialStateAction(String operator, int keyGroups) implements Action<byte[]> {
    @Override
    public String name() {
        return "initial state of '" + operator + "'";
    }

    @Override
    public byte[] run(Cursor rows, TaskContext context) throws Exception {
        StateOverlay entries = new StateOverlay(Nothing.NOTHING);
        Codecs codecs = context.codecs();
        rows.drain(new PairSink() {
            @Override
            public void accept(@Nullable Object key, @Nullable Object state) {
                if (state == null) {
                    throw new TidewheelException(
                            Kind.BAD_DATA,
                            "the initial state of key " + key + " in '" + operator
                                    + "' is null; leave out keys of which nothing is to be kept");
                }
                byte[] bytes = codecs.toKeyBytes(key);
                entries.put(KeyGroups.group(bytes, keyGroups), bytes, codecs.toBytes(state));
            }
        });
        return entries.changes().encoded();
    }

    private enum Nothing implements ReadableState {
        NOTHING;

        @Override
        public long version() {
            return -1;
        }

        @Override
        public byte @Nullable [] get(int keyGroup, byte[] key) {
            return null;
        }

        @Override
        public StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to) {
            throw new IllegalStateException("nobody looks at it");
        }
    }
}
