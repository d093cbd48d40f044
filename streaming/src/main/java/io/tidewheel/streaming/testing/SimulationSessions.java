package io.tidewheel.streaming.testing;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Sessions that simulated processes use one after the other. Used by one thread. */
final class SimulationSessions implements AutoCloseable {
    private final Map<Settings, Deque<Tidewheel>> free = new HashMap<>();
    private final Deque<Tidewheel> opened = new ArrayDeque<>();

    /** What sessions differ in. */
    record Settings(int parallelism, int snapshotBatches) {}

    Tidewheel take(Settings settings) {
        Deque<Tidewheel> unused = free.computeIfAbsent(settings, any -> new ArrayDeque<>());
        if (!unused.isEmpty()) {
            return unused.pop();
        }
        Tidewheel session = Tidewheel.builder()
                .master("local[1]")
                .config(Keys.DEFAULT_PARALLELISM, settings.parallelism)
                .config(Keys.SNAPSHOT_BATCHES, settings.snapshotBatches)
                .open();
        opened.push(session);
        return session;
    }

    void giveBack(Settings settings, Tidewheel session) {
        free.computeIfAbsent(settings, any -> new ArrayDeque<>()).push(session);
    }

    @Override
    public void close() {
        opened.forEach(Tidewheel::close);
    }
}
