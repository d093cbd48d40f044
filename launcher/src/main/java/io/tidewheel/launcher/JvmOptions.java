package io.tidewheel.launcher;

import java.util.Locale;

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
        if (memory != null && isTooSmall(memory)) {
            throw Arguments.usage(
                    "--driver-memory: " + memory + " is too small for a JVM with a session; give at least 32m");
        }
        String options = arguments.value(SessionOptions.DRIVER_JAVA_OPTIONS);
        if (options != null && options.contains("-Xmx")) {
            throw Arguments.usage("--driver-java-options: -Xmx is not taken; use --driver-memory");
        }
        checkTaken(arguments, SessionOptions.DRIVER_MEMORY, "io.tidewheel.launch.memory");
        checkTaken(arguments, SessionOptions.DRIVER_JAVA_OPTIONS, "io.tidewheel.launch.options");
        checkTaken(arguments, SessionOptions.DRIVER_LIBRARY_PATH, "io.tidewheel.launch.library");
    }

    /** Below 32 MiB; bin/tidewheel knows the same limit, and leaves such a size to this check. */
    private static boolean isTooSmall(String memory) {
        String size = memory.toLowerCase(Locale.ROOT).replace("b", "");
        String digits = size.replaceAll("[a-z]", "");
        boolean isKibi = size.endsWith("k");
        boolean isMebi = size.endsWith("m") || size.equals(digits);
        long least = isKibi ? 32 << 10 : isMebi ? 32 : 0;
        return digits.length() < 10 && Long.parseLong(digits) < least;
    }

    private static void checkTaken(Arguments arguments, Option option, String property) {
        String wanted = arguments.value(option);
        if (wanted != null && !wanted.equals(System.getProperty(property))) {
            throw Arguments.usage(option.name() + " has no effect on a JVM that runs already; start with bin/tidewheel"
                    + " or give java the option itself");
        }
    }
}
