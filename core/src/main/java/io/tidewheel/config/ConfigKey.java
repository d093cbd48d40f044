package io.tidewheel.config;

import java.util.function.Function;

/**
 * One setting: its name, what it means, how its text is read and what it is by default. All keys are constants of
 * {@link Keys}.
 *
 * @param parse reads the text; throws IllegalArgumentException with what was expected
 * @param secret never shown in logs, errors or {@code --verbose}
 */
public record ConfigKey<T>(
        String name, Class<T> type, T defaultValue, String doc, Function<String, T> parse, boolean secret) {}
