package io.tidewheel.checkpoint.state;

import java.nio.file.Path;

class MemoryStoreTest extends StateStoreContract {
    @Override
    StateBackend backend(Path scratch) {
        return new MemoryBackend();
    }
}
