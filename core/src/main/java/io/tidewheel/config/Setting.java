package io.tidewheel.config;

/**
 * One line of what a session runs with.
 *
 * @param value as text, redacted if secret
 */
public record Setting(String name, String value, Origin origin, String doc) {}
