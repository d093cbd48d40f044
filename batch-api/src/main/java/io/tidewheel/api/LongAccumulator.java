package io.tidewheel.api;

/**
 * A sum of longs that tasks add to and the driver reads. What an attempt added counts once, when its task has succeeded in
 * an action; attempts that failed, were retried or lost a race count nothing. Adding to it in a job of another session
 * is an error. Thread-safe on the driver; in a task, for the task's own thread.
 */
public final class LongAccumulator extends AnyAccumulator<long[], Long> {
    private static final long serialVersionUID = 1L;

    LongAccumulator(AccumulatorRegistry registry, String name) {
        super(registry.register(name, new NumberAggregators.SumLong<Long>(value -> value)));
    }

    /** Anywhere: in a task, or on the driver. */
    public void add(long value) {
        cell.update(sum -> NumberAggregators.SumLong.plus(sum, value));
    }

    /** The sum so far. On the driver only; an error (BAD_DATA) if it is too large for a long. */
    public long value() {
        return cell.value();
    }
}
