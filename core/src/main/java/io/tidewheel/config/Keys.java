package io.tidewheel.config;

import java.util.List;

/** Every {@code tidewheel.*} key. */
public final class Keys {
    public static final ConfigKey<String> MASTER =
            new ConfigKey<>("tidewheel.master", String.class, "local[*]", "where jobs run", text -> text, false);

    /** All keys, by name. */
    public static final List<ConfigKey<?>> ALL = List.of(MASTER);

    private Keys() {}
}
