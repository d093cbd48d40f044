package io.tidewheel.engine.task;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that differ from run to run of one prepared plan (offsets, batch id, batch time): data, never captured. */
public record Parameters(Map<String, Object> values) implements Serializable {
    public static final Parameters NONE = new Parameters(Map.of());

    public Parameters {
        values = Map.copyOf(values);
    }

    public @Nullable Object get(String name) {
        return values.get(name);
    }
}
