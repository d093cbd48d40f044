package io.tidewheel.config;

/** The settings of one session: immutable, checked, each with its origin. */
public final class Configuration {
    public static final Configuration DEFAULT = new Configuration();

    public <T> T get(ConfigKey<T> key) {
        return key.defaultValue();
    }
}
