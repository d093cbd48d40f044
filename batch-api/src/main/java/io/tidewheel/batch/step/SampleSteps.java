package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskContext;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random choices that are the same in every run: each partition draws from its own generator, seeded by the sample's
 * seed and the partition's number, once per row.
 */
public final class SampleSteps {
    private static final int ROWS_PER_LOOK = 256;
    private static final int STEPS_PER_LOOK = 8; // of 32 events each

    private SampleSteps() {}

    /** Keeps the rows whose draw lies in [from, until). */
    public static Step between(String name, double from, double until, long seed) {
        return new Between(name, from, until, seed);
    }

    /** Gives each row a Poisson-distributed number of times, {@code mean} on average. */
    public static Step withReplacement(double mean, long seed) {
        return new Replacing(mean, seed);
    }

    /** Keeps the rows of each key with the probability of the key; 0 if it has none. */
    public static Step byKey(boolean withReplacement, Map<?, Double> fractions, long seed) {
        return new ByKey(withReplacement, new HashMap<>(fractions), seed);
    }

    /** The generator of one partition. */
    public static SplittableRandom random(long seed, int partition) {
        // mixed by a generator of its own, or neighbouring partitions would draw the same numbers one row apart
        return new SplittableRandom(new SplittableRandom(seed ^ ((long) partition << 32 | partition)).nextLong());
    }

    static long poisson(double mean, SplittableRandom random) {
        long events = 0;
        double left = mean;
        for (int steps = 1; left > 0; steps++) {
            if (steps % STEPS_PER_LOOK == 0) {
                CurrentTask.checkCancelled();
            }
            double step = Math.min(left, 32); // e^-32 is far from underflow
            double limit = Math.exp(-step);
            for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
                events++;
            }
            left -= step;
        }
        return events;
    }

    /** One row may be given very many times. */
    static void look(long timesLeft) {
        if (timesLeft % ROWS_PER_LOOK == 0) {
            CurrentTask.checkCancelled();
        }
    }

    private record Between(String name, double from, double until, long seed) implements Step.PerRow {
        @Override
        public Sink push(Sink down, TaskContext context) {
            return new BetweenSink(from, until, random(seed, context.partition()), down);
        }
    }

    private static final class BetweenSink extends Sink {
        private final double from;
        private final double until;
        private final SplittableRandom random;
        private final Sink down;

        BetweenSink(double from, double until, SplittableRandom random, Sink down) {
            super(down);
            this.from = from;
            this.until = until;
            this.random = random;
            this.down = down;
        }

        private boolean drawn() {
            double draw = random.nextDouble();
            return draw >= from && draw < until;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            if (drawn()) {
                down.accept(row);
            }
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            if (drawn()) {
                down.accept(key, value);
            }
        }

        @Override
        public void acceptLong(long row) throws Exception {
            if (drawn()) {
                down.acceptLong(row);
            }
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            if (drawn()) {
                down.acceptDouble(row);
            }
        }
    }

    private record Replacing(double mean, long seed) implements Step.PerRow {
        @Override
        public String name() {
            return "sample with replacement";
        }

        @Override
        public Sink push(Sink down, TaskContext context) {
            SplittableRandom random = random(seed, context.partition());
            return new Sink(down) {
                @Override
                public void accept(@Nullable Object row) throws Exception {
                    for (long left = poisson(mean, random); left > 0; left--) {
                        look(left);
                        down.accept(row);
                    }
                }
            };
        }
    }

    private record ByKey(boolean withReplacement, HashMap<?, Double> fractions, long seed) implements Step.PerRow {
        @Override
        public String name() {
            return "sampleByKey";
        }

        @Override
        public Sink push(Sink down, TaskContext context) {
            SplittableRandom random = random(seed, context.partition());
            return new PairSink(down) {
                @Override
                public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                    Double found = fractions.get(key);
                    double fraction = found == null ? 0 : found;
                    long times = withReplacement ? poisson(fraction, random) : random.nextDouble() < fraction ? 1 : 0;
                    for (; times > 0; times--) {
                        look(times);
                        down.accept(key, value);
                    }
                }
            };
        }
    }
}
