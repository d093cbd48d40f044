package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.nio.file.Path;

/** State in RocksDB: more than the heap holds, in native memory with one hard limit, the rest on local disk. */
public final class RocksDbBackend implements StateBackend {
    private static final long LEAST_MEMORY = 8L << 20;

    private final RocksDbInstance instance;

    private RocksDbBackend(RocksDbInstance instance) {
        this.instance = instance;
    }

    /**
     * @param directory on local disk, not there yet or empty; deleted when the backend is closed
     * @param memoryBytes for everything that RocksDB caches, indexes and collects; at least 8 MB
     * @throws TidewheelException (CONFIGURATION) if RocksDB is not on the class path, or not for this machine
     */
    public static RocksDbBackend open(Path directory, long memoryBytes) {
        if (memoryBytes < LEAST_MEMORY) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "memory for RocksDB is " + memoryBytes + " bytes and must be " + LEAST_MEMORY
                            + " or more; raise tidewheel.state.memory");
        }
        try {
            return new RocksDbBackend(RocksDbInstance.open(directory, memoryBytes));
        } catch (LinkageError e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "state in RocksDB needs org.rocksdb:rocksdbjni:9.8.4, which is not on the class path or has no"
                            + " native library for this machine (" + System.getProperty("os.name") + ", "
                            + System.getProperty("os.arch") + "): " + e
                            + "; add that artifact to the dependencies of the program, or keep state elsewhere:"
                            + " tidewheel.state.backend=memory or disk",
                    e);
        }
    }

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public StateStore create(String operator, int keyGroups) {
        return instance.create(operator);
    }

    /** Bytes of native memory that are in use now; never more than was given. */
    public long memoryBytes() {
        return instance.memoryBytes();
    }

    @Override
    public void close() {
        instance.close();
    }
}
