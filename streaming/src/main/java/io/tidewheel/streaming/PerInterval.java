package io.tidewheel.streaming;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.streaming.task.StreamInput;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is done to the dataset of one batch. */
final class PerInterval {
    private PerInterval() {}

    /** How many rows there are: one row, also if there is none. */
    static Dataset<Long> count(Dataset<?> rows) {
        return rows.keyBy(row -> 0, row -> 1L)
                .reduceByKey(Long::sum, 1)
                .values()
                .mapPartitions(PerInterval::orZero);
    }

    private static Iterator<Long> orZero(Iterator<Long> sum) {
        return sum.hasNext() ? sum : List.of(0L).iterator();
    }

    static <T> KeyedDataset<T, Long> countByValue(Dataset<T> rows) {
        return rows.<T, Long>keyBy(row -> row, row -> 1L).reduceByKey(Long::sum);
    }

    /** One row, or none if there is none. */
    static <T> Dataset<T> reduce(Dataset<T> rows, ReduceFunction<T> function) {
        return rows.keyBy(row -> 0).reduceByKey(function, 1).values();
    }

    /** A function of the user's, called where the query is planned. */
    static <I extends Rows<?>, D extends Rows<?>> Function<I, D> transforming(
            String operation, Tidewheel session, MapFunction<? super I, ? extends D> function) {
        Given.function(operation, function);
        return rows -> checked(operation, session, () -> function.map(rows));
    }

    /** A function of the user's, called where the query is planned. */
    static <L extends Rows<?>, R extends Rows<?>, D extends Rows<?>> BiFunction<L, R, D> transforming(
            String operation, Tidewheel session, MapFunction2<? super L, ? super R, ? extends D> function) {
        Given.function(operation, function);
        return (left, right) -> checked(operation, session, () -> function.map(left, right));
    }

    private interface Call<D> {
        @Nullable
        D call() throws Exception;
    }

    private static <D extends Rows<?>> D checked(String operation, Tidewheel session, Call<? extends D> call) {
        D made;
        try {
            made = call.call();
        } catch (Exception e) {
            throw Failures.at("the function of " + operation + " threw", Kind.USER_FUNCTION, e);
        }
        if (made == null || made.session() != session) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the function of " + operation + " gave "
                            + (made == null ? "null" : made + ", which is of another session")
                            + "; give a dataset made of the one it gets, or of this session");
        }
        PlanNode node = SessionAccess.to(session).node(made);
        if (reaches(node, PerInterval::keepsStream)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the function of " + operation + " persists rows of the stream, which would be those of the first"
                            + " batch for ever; call persist on the stream");
        }
        return made;
    }

    /** True if rows of a batch would be kept for later ones. */
    private static boolean keepsStream(PlanNode node) {
        return node instanceof CachedNode cached && !cached.rows().perRun() && reaches(cached, PerInterval::isStream);
    }

    private static boolean isStream(PlanNode node) {
        return node instanceof SourceNode source && source.source() instanceof StreamInput;
    }

    /** True if it is so of a node, or of one of those that it is made of. */
    private static boolean reaches(PlanNode from, Predicate<PlanNode> wanted) {
        Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<PlanNode> left = new ArrayDeque<>(List.of(from));
        while (!left.isEmpty()) {
            PlanNode node = left.pop();
            if (wanted.test(node)) {
                return true;
            }
            if (seen.add(node)) {
                left.addAll(node.parents());
            }
        }
        return false;
    }
}
