package io.tidewheel.launcher.log;

import org.slf4j.event.Level;

/** Sets up the log of the process: to standard error, from a level on. To be called before the first logger is made. */
public final class Logs {
    private Logs() {}

    /**
     * A configuration file of log4j's own ({@code log4j2.configurationFile}) is left in charge: level and place of the log are what it says.
     *
     * @param level one of error, warn, info, debug, trace, off
     */
    public static void start(String level) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        if (System.getProperty("log4j2.configurationFile") != null
                || System.getProperty("log4j.configurationFile") != null) {
            return; // SLF4J finds log4j's own provider
        }
        System.setProperty("slf4j.provider", LazyLogProvider.class.getName());
        LazyLogger.threshold(
                level.equalsIgnoreCase("off")
                        ? Integer.MAX_VALUE
                        : levelNamed(level).toInt());
        StderrConfiguration.install(level);
    }

    private static Level levelNamed(String level) {
        for (Level known : Level.values()) {
            if (known.name().equalsIgnoreCase(level)) {
                return known;
            }
        }
        throw new IllegalArgumentException(
                "no log level '" + level + "'; the levels are error, warn, info, debug, trace, off");
    }
}
