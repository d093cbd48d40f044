package io.tidewheel.batch.action;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.codec.LentValues;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.ForEachFunction2;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ends of chains that take a key and a value. */
@SuppressWarnings("unchecked") // a keyed dataset of K and V pushes keys of K and values of V
final class PairSinks {
    private PairSinks() {}

    /** The key of a lookup: null, too, is an object to a template. */
    record Wanted(@Nullable Object key) implements Serializable {}

    private abstract static class PairResultSink extends ResultSink {
        @Override
        public final void accept(@Nullable Object row) throws Exception {
            Pair<?, ?> pair = (Pair<?, ?>) row;
            accept(pair.key(), pair.value());
        }

        @Override
        public abstract void accept(@Nullable Object key, @Nullable Object value) throws Exception;
    }

    static final class Used<K, V> extends PairResultSink {
        private final ForEachFunction2<K, V> function;

        Used(ForEachFunction2<K, V> function, TaskContext context) {
            this.function = function;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            function.accept((K) key, (V) value);
        }

        @Override
        @Nullable
        Object result() {
            return null;
        }
    }

    static final class CountedByKey extends PairResultSink {
        private final Map<@Nullable Object, Long> counts = new HashMap<>();

        private final TaskContext context;

        CountedByKey(Object unused, TaskContext context) {
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object given, @Nullable Object value) {
            Object key = LentValues.kept(given);
            Long before = counts.get(key);
            if (before == null) {
                KeyHash.check(key); // one that is equal to itself only is always new
                key = context.handedOut(key);
            }
            counts.put(key, before == null ? 1 : before + 1);
        }

        @Override
        Object result() {
            return counts;
        }
    }

    static final class CollectedAsMap extends PairResultSink implements KeepsRows {
        private final Map<@Nullable Object, @Nullable Object> last = new HashMap<>();

        private final TaskContext context;

        CollectedAsMap(Object unused, TaskContext context) {
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) {
            if (last.put(context.handedOut(key), context.handedOut(value)) == null) {
                KeyHash.check(key); // one that is equal to itself only is always new
            }
        }

        @Override
        Object result() {
            return last;
        }
    }

    static final class LookedUp extends PairResultSink implements KeepsRows {
        private final List<@Nullable Object> values = new ArrayList<>();
        private final @Nullable Object wanted;
        private final TaskContext context;

        LookedUp(Wanted wanted, TaskContext context) {
            this.context = context;
            this.wanted = wanted.key();
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) {
            if (Objects.equals(wanted, key)) {
                values.add(context.handedOut(value));
            }
        }

        @Override
        Object result() {
            return values;
        }
    }
}
