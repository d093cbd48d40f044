package io.tidewheel.batch.action;

import io.tidewheel.batch.step.SampleSteps;
import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An even sample of the keys of each partition, at most {@code limit}, with the number of rows it stands for; the same
 * for the same rows.
 */
public record ReservoirAction(int limit, long seed) implements Action<ReservoirAction.Sample> {
    /** Keys, and of how many rows they are the sample. */
    public record Sample(long rows, List<@Nullable Object> keys) {}

    @Override
    public String name() {
        return "sample keys";
    }

    @Override
    public Sample run(Cursor rows, TaskContext context) throws Exception {
        Reservoir reservoir = new Reservoir(limit, SampleSteps.random(seed, context.partition()));
        rows.drain(reservoir);
        return new Sample(reservoir.rows, reservoir.keys);
    }

    /**
     * Draws how many rows to pass over, not a number for each row [1].
     *
     * <p>[1] Li, Reservoir-Sampling Algorithms of Time Complexity O(n(1 + log(N/n))), TOMS 1994: algorithm L.
     */
    private static final class Reservoir extends PairSink {
        private final int limit;
        private final SplittableRandom random;
        private final List<@Nullable Object> keys = new ArrayList<>();
        private long rows;
        private long next; // the row that enters next, once the reservoir is full
        private double w;

        Reservoir(int limit, SplittableRandom random) {
            this.limit = limit;
            this.random = random;
            this.w = draw();
            this.next = limit; // and some more
            skip();
        }

        private double draw() {
            return Math.exp(Math.log(1 - random.nextDouble()) / limit);
        }

        private void skip() {
            double passed = Math.floor(Math.log(1 - random.nextDouble()) / Math.log1p(-w));
            next = passed < Long.MAX_VALUE / 2.0 ? next + (long) passed : Long.MAX_VALUE;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) {
            long row = rows++;
            if (row < limit) {
                keys.add(LentValues.kept(key));
            } else if (row == next) {
                keys.set(random.nextInt(limit), LentValues.kept(key));
                w *= draw();
                next++;
                skip();
            }
        }
    }
}
