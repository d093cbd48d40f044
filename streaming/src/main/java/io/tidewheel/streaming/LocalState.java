package io.tidewheel.streaming;

import io.tidewheel.checkpoint.state.DiskBackend;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.RocksDbBackend;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.engine.block.SessionFolder;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** State in a folder of this machine that ends with its run, also if that is killed: the next run removes it then. */
final class LocalState implements StateBackend {
    private final StateBackend backend;
    private final SessionFolder folder;

    private LocalState(StateBackend backend, SessionFolder folder) {
        this.backend = backend;
        this.folder = folder;
    }

    /**
     * @param base where folders of runs are made
     * @param memory what state in files may take of it, in bytes
     */
    static StateBackend open(StateKind kind, Path base, long memory) throws IOException {
        if (kind == StateKind.MEMORY) {
            return new MemoryBackend();
        }
        SessionFolder folder = SessionFolder.create(base);
        Path state = folder.path().resolve("state");
        try {
            return new LocalState(
                    kind == StateKind.DISK ? new DiskBackend(state, memory) : RocksDbBackend.open(state, memory),
                    folder);
        } catch (RuntimeException | Error e) {
            Closing.after(e, folder::remove);
            throw e;
        }
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public StateStore create(String operator, int keyGroups) {
        return backend.create(operator, keyGroups);
    }

    @Override
    public void close() {
        backend.close();
        try {
            folder.remove();
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.RESOURCE, "the local directory of state " + folder.path() + " cannot be deleted: " + e, e);
        }
    }
}
