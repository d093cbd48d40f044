package io.tidewheel.junit;

import org.slf4j.LoggerFactory;

/** Lets tests speak only when something is wrong. */
final class QuietLog {
    private QuietLog() {}

    /** Warnings only from Tidewheel, whatever backend there is; none is fine too. */
    static void hush() {
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR"); // nobody misses a backend in a test
        }
        if (LoggerFactory.getILoggerFactory().getClass().getName().startsWith("org.apache.logging.slf4j.")) {
            Log4jLevels.warningsOnly("io.tidewheel");
        }
    }
}
