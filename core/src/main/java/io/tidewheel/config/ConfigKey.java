package io.tidewheel.config;

/**
 * One setting: its name, how its text is read, what it is by default and what it means. All keys are constants of
 * {@link Keys}.
 *
 * @param defaultText as a user would write it
 * @param doc one sentence, for the table in docs/configuration.md
 * @param secret never shown in logs, errors or {@code --verbose}
 */
public record ConfigKey<T>(String name, ValueType<T> type, String defaultText, String doc, boolean secret) {
    static <T> ConfigKey<T> of(String name, ValueType<T> type, String defaultText, String doc) {
        return new ConfigKey<>(name, type, defaultText, doc, Redaction.isSecret(name));
    }

    public T defaultValue() {
        return type.parse().apply(defaultText);
    }

    /** The environment variable that sets it: {@code TIDEWHEEL_LOCAL_DIR} for {@code tidewheel.local.dir}. */
    public String environmentName() {
        return name.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
    }
}
