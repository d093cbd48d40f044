package io.tidewheel.checkpoint.state;

import java.util.ArrayList;
import java.util.List;

/** State on the heap: the fastest, as long as there is heap. */
public final class MemoryBackend implements StateBackend {
    private final List<StateStore> stores = new ArrayList<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public StateStore create(String operator, int keyGroups) {
        StateStore store = new MemoryStore(operator, keyGroups);
        stores.add(store);
        return store;
    }

    @Override
    public void close() {
        stores.forEach(StateStore::close);
        stores.clear();
    }
}
