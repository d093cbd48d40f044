package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.checkpoint.state.UniqueChanges;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MapFunction;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a batch has made of each key into the key's state, and gives the key with its new result. A pure function
 * of the state before the batch and of the rows: what it changes, it leaves as a side result.
 *
 * @param combiner of the exchange before, which gives each key once with an accumulator
 * @param finish makes the result of an accumulator, without changing it
 * @param results under which number tasks leave a {@link StateOutcome}
 */
public record AggregateStep(
        String operator,
        int keyGroups,
        Combiner combiner,
        MapFunction<@Nullable Object, @Nullable Object> finish,
        long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "state '" + operator + "'";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new Merging(this, up, context);
    }

    /** Changes the state as rows pass. */
    private static final class Merging implements Cursor {
        private final AggregateStep step;
        private final Cursor up;
        private final TaskContext context;
        private final RunResources run;
        private final StateStore base;
        private final UniqueChanges changed = new UniqueChanges(); // the exchange gives each key once
        private final Codecs codecs;
        private final Codecs.ValueBytes bytes;
        private long rows;

        Merging(AggregateStep step, Cursor up, TaskContext context) {
            this.step = step;
            this.up = up;
            this.context = context;
            BatchScope batch = BatchParameters.batch(context);
            this.run = RunResources.of(batch.run());
            this.base = run.store(step.operator);
            if (base.version() >= batch.batchId()) { // a thread that has kept the rows of a batch that was committed
                throw BatchParameters.outside("batch " + batch.batchId() + " is over");
            }
            this.codecs = context.codecs();
            this.bytes = codecs.valueBytes();
        }

        @Override
        public void drain(Sink sink) throws Exception {
            up.drain(merging(sink));
            if (!sink.done()) {
                leaveOutcome();
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            boolean any = up.advance(merging(sink));
            if (!any) {
                leaveOutcome();
            }
            return any;
        }

        private PairSink merging(Sink sink) {
            return new PairSink(sink) {
                @Override
                public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                    sink.accept(key, merge(key, value));
                }
            };
        }

        private @Nullable Object merge(@Nullable Object key, @Nullable Object value) throws Exception {
            byte[] keyBytes = bytes.ofKey(key);
            int group = KeyGroups.group(keyBytes, step.keyGroups);
            byte[] before = base.get(group, keyBytes);
            Object after = before == null ? value : step.combiner.merge(codecs.fromBytes(before), value);
            changed.put(group, keyBytes, bytes.of(after));
            rows++;
            return step.finish.map(after);
        }

        private void leaveOutcome() throws IOException {
            StateOutcome.leave(
                    context, run, step.results, step.operator, changed.changes(), rows, StateOutcome.NO_DEADLINE);
        }

        @Override
        public void close() throws IOException {
            up.close();
        }

        @Override
        public long estimatedRows() {
            return up.estimatedRows();
        }

        @Override
        public String position() {
            return up.position();
        }
    }
}
