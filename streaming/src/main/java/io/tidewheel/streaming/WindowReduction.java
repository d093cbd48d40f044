package io.tidewheel.streaming;

import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.streaming.task.ReduceWindowSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a value is kept over a window.
 *
 * @param inverse takes the right value away from the left one, which has it
 * @param filter keys of which it says false are given up; null to keep all
 */
record WindowReduction<K, V>(
        WindowSpan span,
        ReduceFunction<V> reduce,
        ReduceFunction<V> inverse,
        @Nullable FilterFunction2<? super K, ? super V> filter) {
    @SuppressWarnings("unchecked") // they are given keys and values of this stream only
    ReduceWindowSource source(String operator, int keyGroups, int partitions, long results) {
        return new ReduceWindowSource(
                operator,
                "state '" + operator + "', " + span,
                keyGroups,
                partitions,
                span.slideMillis(),
                (ReduceFunction<Object>) reduce,
                (ReduceFunction<Object>) inverse,
                (FilterFunction2<Object, Object>) filter,
                results);
    }

    /**
     * With another window its values would be those of neither.
     *
     * @param keepsPanes what leaves it is found in its state, not in the sources: there is none of what came otherwise
     */
    StateSchema schema(boolean keepsPanes) {
        return new StateSchema(Map.of("window", span + (keepsPanes ? ", of rows that depend on state" : "")));
    }
}
