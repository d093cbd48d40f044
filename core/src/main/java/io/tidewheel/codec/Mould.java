package io.tidewheel.codec;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the empty collection or map into which elements are put back, from what is written before them. */
interface Mould<C> {
    @SuppressWarnings("JdkObsolete") // the views of java.util are only sorted, not navigable
    Mould<SortedSet<@Nullable Object>> SORTED_SET = sorted(SortedSet::comparator, TreeSet::new);

    @SuppressWarnings("JdkObsolete") // the views of java.util are only sorted, not navigable
    Mould<SortedMap<@Nullable Object, @Nullable Object>> SORTED_MAP = sorted(SortedMap::comparator, TreeMap::new);

    Mould<PriorityQueue<@Nullable Object>> PRIORITY_QUEUE = sorted(PriorityQueue::comparator, PriorityQueue::new);

    void write(ValueWriter out, C collection);

    C read(ValueReader in);

    C emptyLike(C collection);

    static <C> Mould<C> plain(Supplier<C> empty) {
        return new Mould<>() {
            @Override
            public void write(ValueWriter out, C collection) {}

            @Override
            public C read(ValueReader in) {
                return empty.get();
            }

            @Override
            public C emptyLike(C collection) {
                return empty.get();
            }
        };
    }

    /** Sorted by a comparator, null for the natural order. */
    static <C> Mould<C> sorted(
            Function<C, @Nullable Comparator<? super @Nullable Object>> comparator,
            Function<@Nullable Comparator<? super @Nullable Object>, C> empty) {
        return new Mould<>() {
            @Override
            public void write(ValueWriter out, C collection) {
                Comparators.write(out, comparator.apply(collection));
            }

            @Override
            public C read(ValueReader in) {
                return empty.apply(Comparators.read(in));
            }

            @Override
            public C emptyLike(C collection) {
                return empty.apply(comparator.apply(collection));
            }
        };
    }
}
