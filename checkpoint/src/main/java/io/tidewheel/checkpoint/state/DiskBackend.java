package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.thread.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** State on local disk: more than the heap holds, and no native library. */
public final class DiskBackend implements StateBackend {
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final ScratchDirectory directory;
    private final long memoryBytes;
    private final List<DiskStore> stores = new ArrayList<>();
    private final DaemonThreads threads;
    private final ExecutorService merger;

    /**
     * @param directory on local disk, not there yet or empty; deleted when the backend is closed
     * @param memoryBytes of heap for changes that are not in files yet, all operators together; beside it, a key takes
     *     one or two bytes
     */
    public DiskBackend(Path directory, long memoryBytes) {
        if (memoryBytes < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "memory for state on disk is " + memoryBytes + " bytes and must be positive");
        }
        this.directory = new ScratchDirectory(directory);
        this.memoryBytes = memoryBytes;
        this.threads = new DaemonThreads(() -> "tidewheel-state-" + directory.getFileName());
        this.merger = Executors.newSingleThreadExecutor(threads);
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public StateStore create(String operator, int keyGroups) {
        try {
            Path own = Files.createDirectory(directory.path().resolve("state-" + stores.size()));
            DiskStore store = new DiskStore(operator, own, keyGroups, this::memtableBytes, merger);
            stores.add(store);
            return store;
        } catch (IOException e) {
            throw directory.failed("the state of '" + operator + "' cannot be begun", e);
        }
    }

    private long memtableBytes() {
        return memoryBytes / stores.size();
    }

    @Override
    public void close() {
        stores.forEach(DiskStore::close);
        try {
            if (!threads.end(merger, STOP_WAIT)) {
                throw new TidewheelException(
                        Kind.RESOURCE,
                        "state on disk in " + directory.path() + " is still being merged; the disk hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        directory.close();
    }
}
