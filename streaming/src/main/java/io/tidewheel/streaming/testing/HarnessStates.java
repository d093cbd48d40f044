package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.state.DiskBackend;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.RocksDbBackend;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.streaming.StateKind;
import java.nio.file.Path;

/** Makes the places where states lie while a query runs. */
record HarnessStates(StateKind kind) {
    private static final long MEMORY_BYTES = 8 << 20;

    StateBackend open(String run) {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "tidewheel-harness-" + run);
        return switch (kind) {
            case MEMORY -> new MemoryBackend();
            case DISK -> new DiskBackend(directory, MEMORY_BYTES);
            case ROCKSDB -> RocksDbBackend.open(directory, MEMORY_BYTES);
        };
    }
}
