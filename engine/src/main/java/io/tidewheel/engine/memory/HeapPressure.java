package io.tidewheel.engine.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Says whether the heap was nearly full after the last collection of its old generation, whatever was estimated. */
final class HeapPressure implements BooleanSupplier {
    private static final double FULL = 0.85;

    /** Where less of the heap is in use, no old generation that has half of the heap or more can be nearly full. */
    private static final double ROOMY = 0.4;

    @Override
    public boolean getAsBoolean() {
        Runtime runtime = Runtime.getRuntime();
        if (runtime.totalMemory() - runtime.freeMemory() < ROOMY * runtime.maxMemory()) {
            return false;
        }
        for (MemoryPoolMXBean pool : OldPools.ALL) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax()) {
                return true;
            }
        }
        return false;
    }

    /** Looked up when the heap fills: a session that stays small starts sooner without the JDK's management classes. */
    private static final class OldPools {
        static final List<MemoryPoolMXBean> ALL = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .toList();
    }
}
