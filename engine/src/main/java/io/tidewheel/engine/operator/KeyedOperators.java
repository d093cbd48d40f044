package io.tidewheel.engine.operator;

import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.plan.Zipper;

/** What is done to keyed rows once equal keys are in one partition; see each class for the order of what it gives. */
public final class KeyedOperators {
    private KeyedOperators() {}

    /** Sorts rows by their keys' unsigned hashes; stable. */
    public static Step inHashOrder() {
        return new HashOrderStep();
    }

    /** Combines the values of each key. */
    public static Step combine(Combiner combiner, Partitioner partitioner) {
        return new CombineStep(combiner, partitioner);
    }

    /** Rows in hash order become one row for each key, with an Iterable of its values. */
    public static Step group() {
        return new GroupStep();
    }

    /** A row for each key of two sides in hash order, with a Pair of two Iterables, of which one may be empty. */
    public static Zipper cogroup() {
        return new CoGroupZipper();
    }

    /** A row for each pair of values of a key of two sides in hash order. */
    public static Zipper join(JoinKind kind, JoinFunction function) {
        return new JoinZipper(kind, function);
    }
}
