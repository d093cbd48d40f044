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

    private final List<MemoryPoolMXBean> oldPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    @Override
    public boolean getAsBoolean() {
        for (MemoryPoolMXBean pool : oldPools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax()) {
                return true;
            }
        }
        return false;
    }
}
