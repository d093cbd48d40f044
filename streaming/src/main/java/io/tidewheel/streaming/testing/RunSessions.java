package io.tidewheel.streaming.testing;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.config.Keys;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Strict sessions that run on the calling thread, one for each number of partitions, for many runs of one job. Used by
 * one thread.
 */
final class RunSessions implements AutoCloseable {
    private final UnaryOperator<TidewheelBuilder> opening;
    private final Map<Integer, Tidewheel> opened = new HashMap<>(); // by partitions

    RunSessions(UnaryOperator<TidewheelBuilder> opening) {
        this.opening = opening;
    }

    Tidewheel of(int partitions) {
        return opened.computeIfAbsent(partitions, any -> opening.apply(Tidewheel.builder()
                        .master("local[1]")
                        .config(Keys.STRICT, true)
                        .config(Keys.BATCH_MAX_FAILURES, 1))
                .config(Keys.DEFAULT_PARALLELISM, partitions)
                .open());
    }

    @Override
    public void close() {
        opened.values().forEach(Tidewheel::close);
    }
}
