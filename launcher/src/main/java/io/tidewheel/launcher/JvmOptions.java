package io.tidewheel.launcher;

/**
 * The options that have to be known before a JVM runs. {@code bin/tidewheel} turns them into JVM options and says so in
 * a property; here they can only be checked.
 */
final class JvmOptions {
    private JvmOptions() {}

    static void check(Arguments arguments) {
        String memory = arguments.value(SessionOptions.DRIVER_MEMORY);
        if (memory != null && !memory.matches("[1-9][0-9]*[kKmMgGtT]?[bB]?")) {
            throw Arguments.usage("--driver-memory: '" + memory + "' is no size; write it like 512m or 4g");
        }
        String options = arguments.value(SessionOptions.DRIVER_JAVA_OPTIONS);
        if (options != null && options.contains("-Xmx")) {
            throw Arguments.usage("--driver-java-options: -Xmx is not taken; use --driver-memory");
        }
        checkTaken(arguments, SessionOptions.DRIVER_MEMORY, "io.tidewheel.launch.memory");
        checkTaken(arguments, SessionOptions.DRIVER_JAVA_OPTIONS, "io.tidewheel.launch.options");
        checkTaken(arguments, SessionOptions.DRIVER_LIBRARY_PATH, "io.tidewheel.launch.library");
    }

    private static void checkTaken(Arguments arguments, Option option, String property) {
        String wanted = arguments.value(option);
        if (wanted != null && !wanted.equals(System.getProperty(property))) {
            throw Arguments.usage(option.name() + " has no effect on a JVM that runs already; start with bin/tidewheel"
                    + " or give java the option itself");
        }
    }
}
