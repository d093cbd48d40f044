package io.tidewheel.engine.task;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that differ from run to run of one prepared plan (offsets, batch id, batch time): data, never captured.
 *
 * @param run names the run among those whose rows are kept apart; 0 if none are
 */
public record Parameters(long run, Map<String, Object> values) implements Serializable {
    public static final Parameters NONE = new Parameters(0, Map.of());

    public Parameters {
        values = Map.copyOf(values);
    }

    public @Nullable Object get(String name) {
        return values.get(name);
    }
}
