package io.tidewheel.junit;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Loaded only where log4j-core is the backend. */
final class Log4jLevels {
    private Log4jLevels() {}

    static void warningsOnly(String logger) {
        Configurator.setLevel(logger, Level.WARN);
    }
}
