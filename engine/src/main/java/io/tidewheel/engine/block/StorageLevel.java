package io.tidewheel.engine.block;

/** Where the rows of a cached dataset may lie. With a disk, evicted rows are written there; without, recomputed. */
public enum StorageLevel {
    MEMORY_ONLY(true, false, false),
    MEMORY_AND_DISK(true, true, false),
    MEMORY_ONLY_SER(true, false, true),
    MEMORY_AND_DISK_SER(true, true, true),
    DISK_ONLY(false, true, true);

    private final boolean memory;
    private final boolean disk;
    private final boolean serialized;

    StorageLevel(boolean memory, boolean disk, boolean serialized) {
        this.memory = memory;
        this.disk = disk;
        this.serialized = serialized;
    }

    public boolean usesMemory() {
        return memory;
    }

    public boolean usesDisk() {
        return disk;
    }

    /** Rows lie in memory as bytes, which is smaller and slower. */
    public boolean isSerialized() {
        return serialized;
    }
}
