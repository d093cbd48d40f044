package io.tidewheel.launcher.log;

import org.slf4j.event.Level;

/** Sets up the log of the process: to standard error, from a level on. To be called before the first logger is made. */
public final class Logs {
    /** How the configuration of log4j, which log4j makes, learns the level. */
    static final String LEVEL_PROPERTY = "io.tidewheel.launch.log";

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
        System.setProperty(LEVEL_PROPERTY, level);
        // By name: the class would bring log4j with it.
        System.setProperty("log4j2.configurationFactory", "io.tidewheel.launcher.log.StderrConfiguration$Factory");
        System.setProperty("log4j2.contextSelector", "org.apache.logging.log4j.core.selector.BasicContextSelector");
        System.setProperty("log4j2.shutdownHookEnabled", "false"); // the console needs no flush
        System.setProperty("log4j2.statusLoggerLevel", "OFF");
        System.setProperty("log4j2.disableJmx", "true");
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
