package io.tidewheel.config;

/** Where a setting can come from, the weakest first: each layer overrides those before it. */
public enum Layer {
    DEFAULT("default"),
    ENVIRONMENT("environment"),
    DEFAULTS_FILE("conf/tidewheel-defaults.conf"),
    PROPERTIES_FILE("--properties-file"),
    CONF("--conf"),
    FLAG("flag"),
    CODE("code");

    private final String text;

    Layer(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
