package io.tidewheel.batch.action;

import io.tidewheel.batch.step.SampleSteps;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Every row draws a number; the rows with the smallest numbers are an even sample without replacement, in random order
 * when sorted by them, and the smallest of several partitions are the sample of all.
 */
record DrawAction<T>(int limit, long seed) implements Action<List<Pair<Long, T>>> {
    @Override
    public String name() {
        return "takeSample";
    }

    @Override
    @SuppressWarnings("unchecked") // a dataset of T gives rows of T
    public List<Pair<Long, T>> run(Cursor rows, TaskContext context) throws Exception {
        SplittableRandom random = SampleSteps.random(seed, context.partition());
        PriorityQueue<Pair<Long, T>> smallest = new PriorityQueue<>(
                Comparator.<Pair<Long, T>>comparingLong(Pair::key).reversed());
        rows.drain(new Sink() {
            @Override
            public void accept(@Nullable Object row) {
                long draw = random.nextLong();
                if (smallest.size() < limit) {
                    smallest.add(new Pair<>(draw, (T) context.handedOut(row)));
                } else if (draw < smallest.element().key()) {
                    smallest.poll();
                    smallest.add(new Pair<>(draw, (T) context.handedOut(row)));
                }
            }
        });
        return new ArrayList<>(smallest);
    }

    @Override
    public boolean keepsRows() {
        return true;
    }
}
