package io.tidewheel.engine.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the heap is nearly full, whatever was estimated: by what its old generation held after its last collection,
 * without what rows have let go of since. Else a heap found full would count as full until it is collected again, and
 * everybody would write tiny runs meanwhile. Thread-safe.
 */
final class HeapPressure implements LongPredicate {
    private static final double FULL = 0.85;

    /** Where less of the heap is in use, no old generation that has half of the heap or more can be nearly full. */
    private static final double ROOMY = 0.4;

    private @Nullable List<Pool> pools; // guarded by this; looked up when the heap fills, see OldPools

    @Override
    public boolean test(long heldBytes) {
        Runtime runtime = Runtime.getRuntime();
        if (runtime.totalMemory() - runtime.freeMemory() < ROOMY * runtime.maxMemory()) {
            return false;
        }
        for (Pool pool : pools()) {
            if (pool.isFull(heldBytes)) {
                return true;
            }
        }
        return false;
    }

    private synchronized List<Pool> pools() {
        List<Pool> there = pools;
        if (there == null) {
            there = OldPools.ALL.stream()
                    .map(bean -> new Pool(bean::getCollectionUsage))
                    .toList();
            pools = there;
        }
        return there;
    }

    /** One generation, and what was held of it when a collection was first noticed. */
    static final class Pool {
        private final Supplier<@Nullable MemoryUsage> afterCollection;
        private long collected = -1; // guarded by this
        private long heldThen; // guarded by this

        /** @param afterCollection what was used after the last collection; two are told apart by that number */
        Pool(Supplier<@Nullable MemoryUsage> afterCollection) {
            this.afterCollection = afterCollection;
        }

        synchronized boolean isFull(long heldBytes) {
            MemoryUsage usage = afterCollection.get();
            if (usage == null || usage.getMax() <= 0) {
                return false;
            }
            if (usage.getUsed() != collected) {
                collected = usage.getUsed();
                heldThen = heldBytes;
            }
            return collected - Math.max(0, heldThen - heldBytes) > FULL * usage.getMax();
        }
    }

    /** A class of its own: a session that stays small starts sooner without the JDK's management classes. */
    private static final class OldPools {
        static final List<MemoryPoolMXBean> ALL = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .toList();
    }
}
