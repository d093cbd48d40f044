package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link ReduceWindowSource} does in one partition. Rows are keys with pairs of the slide's time and a value. */
final class ReduceWindowCursor implements Cursor {
    private final ReduceWindowSource step;
    private final TaskContext context;
    private final BatchScope batch;
    private final RunResources run;
    private final Codecs codecs;
    private final StateOverlay values; // by the canonical bytes of the key
    private final List<WindowMove> moves;
    private final int firstGroup;
    private final int endGroup;
    private int made; // so many moves
    private @Nullable GroupScans left; // keys after the move made last; null if all were given
    private boolean hasEnded;
    private boolean isAny; // key left after the last move
    private long rows;

    ReduceWindowCursor(ReduceWindowSource step, TaskContext context) {
        this.step = step;
        this.context = context;
        this.batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.codecs = context.codecs();
        this.values = new StateOverlay(run.before(batch, step.operator()));
        this.moves = BatchParameters.moves(context, step.operator());
        this.firstGroup = KeyGroups.firstGroup(context.partition(), step.keyGroups(), step.partitions());
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, step.keyGroups(), step.partitions());
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && advance(sink)) {
            context.checkCancelled();
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        while (left != null || made < moves.size()) {
            GroupScans keys = left == null ? keysAfter(moves.get(made++)) : left;
            left = keys;
            if (give(keys, moves.get(made - 1).timeMillis(), sink)) {
                return true;
            }
            left = null;
        }
        end();
        return false;
    }

    private GroupScans keysAfter(WindowMove move) throws Exception {
        make(move);
        isAny = false;
        return GroupScans.of(values, firstGroup, endGroup);
    }

    private void make(WindowMove move) throws Exception {
        try (Cursor leaving = move.leaving().open(context.partition(), context)) {
            leaving.drain(new Each(this::takeAway));
        }
        try (Cursor entering = move.entering().open(context.partition(), context)) {
            entering.drain(new Each(this::add));
        }
    }

    private void takeAway(@Nullable Object key, @Nullable Object value) throws Exception {
        byte[] bytes = codecs.toKeyBytes(key);
        int of = KeyGroups.group(bytes, step.keyGroups());
        byte[] before = values.get(of, bytes);
        if (before != null) {
            values.put(of, bytes, codecs.toBytes(step.inverse().reduce(codecs.fromBytes(before), value)));
        } else if (step.filter() == null) {
            throw new TidewheelException(
                    Kind.BUG,
                    "the window '" + step.operator() + "' is to give up " + value + " of key " + key
                            + ", of which it has nothing");
        }
    }

    private void add(@Nullable Object key, @Nullable Object value) throws Exception {
        byte[] bytes = codecs.toKeyBytes(key);
        int of = KeyGroups.group(bytes, step.keyGroups());
        byte[] before = values.get(of, bytes);
        Object after = before == null ? value : step.reduce().reduce(codecs.fromBytes(before), value);
        values.put(of, bytes, codecs.toBytes(after));
    }

    /** Gives the next key that stays; false if there is none. */
    private boolean give(GroupScans keys, long timeMillis, Sink sink) throws Exception {
        while (keys.next()) {
            byte[] bytes = keys.entry().key();
            Object key = codecs.fromBytes(bytes);
            Object value = codecs.fromBytes(keys.entry().value());
            if (step.filter() == null || step.filter().test(key, value)) {
                isAny = true;
                rows++;
                sink.accept(key, new Pair<>(timeMillis, value));
                return true;
            }
            values.remove(keys.group(), bytes);
        }
        return false;
    }

    private void end() throws IOException {
        if (hasEnded) {
            return;
        }
        hasEnded = true;
        long slide = step.slideMillis();
        boolean isLeft = moves.isEmpty() ? hasKeys() : isAny;
        long next = isLeft
                ? Slides.next(Objects.requireNonNull(batch.grid()), batch.batchTimeMillis(), slide)
                : StateOutcome.NO_DEADLINE;
        StateOutcome.leave(context, run, step.results(), step.operator(), values.changes(), rows, next);
    }

    private boolean hasKeys() {
        try (GroupScans keys = GroupScans.of(values, firstGroup, endGroup)) {
            return keys.next();
        }
    }

    @Override
    public void close() {
        if (left != null) {
            left.close();
        }
    }

    private interface Change {
        void of(@Nullable Object key, @Nullable Object value) throws Exception;
    }

    private static final class Each extends PairSink {
        private final Change change;

        Each(Change change) {
            this.change = change;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            change.of(key, value);
        }
    }
}
