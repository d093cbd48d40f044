package io.tidewheel.batch.step;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives exactly so many rows of each key as were allotted to it in this partition, each row with the same chance.
 *
 * @param computedId names the allotments: of each partition a map by key, a list
 */
public record ExactSampleStep(long computedId, boolean withReplacement, long seed) implements Step.PerRow {
    /** How many rows of a key a partition has, and how many of them are to be given. */
    public record Allotment(long rows, long wanted) implements Serializable {}

    @Override
    public String name() {
        return "sampleByKeyExact";
    }

    @Override
    @SuppressWarnings("unchecked") // computed for this step
    public Sink push(Sink down, TaskContext context) {
        int partition = context.partition();
        long seedHere = SampleSteps.random(seed, partition).nextLong();
        var allotted = ((List<Map<Object, Allotment>>) context.computed(computedId)).get(partition);
        Map<Object, Choice> choices = new HashMap<>();
        allotted.forEach((key, allotment) -> {
            SplittableRandom random = SampleSteps.random(seedHere, KeyHash.of(key));
            choices.put(key, withReplacement ? new Replacing(allotment, random) : new NotReplacing(allotment, random));
        });
        return new PairSink(down) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                Choice choice = choices.get(key);
                for (long left = choice == null ? 0 : choice.timesNext(); left > 0; left--) {
                    SampleSteps.look(left);
                    down.accept(key, value);
                }
            }
        };
    }

    private interface Choice {
        /** How often the next row of the key is given. */
        long timesNext();
    }

    /** Each row with the probability (still wanted) / (still to come): Knuth, TAOCP 3.4.2, algorithm S. */
    private static final class NotReplacing implements Choice {
        private final SplittableRandom random;
        private long rows;
        private long wanted;

        NotReplacing(Allotment allotment, SplittableRandom random) {
            this.random = random;
            this.rows = allotment.rows();
            this.wanted = allotment.wanted();
        }

        @Override
        public long timesNext() {
            if (wanted == 0 || random.nextDouble() * rows-- >= wanted) {
                return 0;
            }
            wanted--;
            return 1;
        }
    }

    private static final class Replacing implements Choice {
        private final AscendingDraws draws;
        private long row = -1;

        Replacing(Allotment allotment, SplittableRandom random) {
            this.draws = new AscendingDraws(allotment.wanted(), allotment.rows(), random);
        }

        @Override
        public long timesNext() {
            row++;
            long times = 0;
            while (draws.hasNext() && draws.next() == row) {
                draws.pass();
                SampleSteps.look(++times);
            }
            return times;
        }
    }
}
