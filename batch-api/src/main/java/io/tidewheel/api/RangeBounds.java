package io.tidewheel.api;

import io.tidewheel.batch.action.ReservoirAction.Sample;
import io.tidewheel.engine.exchange.RowOrder;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts sampled keys into ranges of nearly equal weight: a key that was sampled of n rows stands for n / sampled rows. */
record RangeBounds(String operation, RowOrder order, int partitions) implements Computed.Finish<Object[]> {
    private record Weighted(@Nullable Object key, double weight) {}

    @Override
    public Object[] finish(List<?> samples) {
        try {
            return bounds(samples);
        } catch (TidewheelException e) {
            throw e;
        } catch (Exception e) { // of any kind: orders are lambdas that may throw all
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    operation + ": the order failed on the driver, comparing two keys: " + e
                            + "; correct the order, or filter out the keys that it cannot compare",
                    e);
        }
    }

    private Object[] bounds(List<?> samples) {
        List<Weighted> keys = new ArrayList<>();
        double total = 0;
        for (Object result : samples) {
            Sample sample = (Sample) result;
            double weight = (double) sample.rows() / Math.max(1, sample.keys().size());
            sample.keys().forEach(key -> keys.add(new Weighted(key, weight)));
            total += sample.rows();
        }
        keys.sort((left, right) -> order.compare(left.key(), right.key()));
        List<@Nullable Object> bounds = new ArrayList<>();
        double below = 0;
        for (int i = 0; i < keys.size() && bounds.size() < partitions - 1; i++) {
            below += keys.get(i).weight();
            boolean isFull = below >= total * (bounds.size() + 1) / partitions;
            if (isFull
                    && (bounds.isEmpty()
                            || order.compare(
                                            bounds.get(bounds.size() - 1),
                                            keys.get(i).key())
                                    < 0)) {
                bounds.add(keys.get(i).key());
            }
        }
        return bounds.toArray();
    }
}
