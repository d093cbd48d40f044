package io.tidewheel.launcher;

import static io.tidewheel.launcher.Option.toggle;
import static io.tidewheel.launcher.Option.valued;

import java.util.List;

/** The options of every command that opens a session. */
final class SessionOptions {
    static final Option MASTER =
            valued("--master", "MASTER", "where jobs run: local, local[4], local[*], local[4,3] (3 attempts per task)");
    static final Option NAME = valued("--name", "NAME", "the name of the session");
    static final Option CONF =
            valued("--conf", "KEY=VALUE", "a setting; may be given often").or("-c");
    static final Option PROPERTIES_FILE = valued("--properties-file", "FILE", "settings, one KEY=VALUE a line");
    static final Option DRIVER_MEMORY = valued("--driver-memory", "SIZE", "the heap of the JVM, such as 512m or 4g");
    static final Option DRIVER_JAVA_OPTIONS = valued("--driver-java-options", "OPTIONS", "options of the JVM, quoted");
    static final Option DRIVER_LIBRARY_PATH =
            valued("--driver-library-path", "PATH", "where the JVM looks for native libraries");
    static final Option TAKE_OVER = toggle(
            "--take-over", "start a query although another process holds its checkpoint, which is fenced by that");
    static final Option ALLOW_DROPPED_STATE = toggle(
            "--allow-dropped-state",
            "start a query although its checkpoint has state, or names of flows, that it has no use for");
    static final Option VERBOSE = toggle("--verbose", "print every setting with its origin, and the stack of a failure")
            .or("-v");
    static final Option QUIET = toggle("--quiet", "no progress and no notes, only the output of the job")
            .or("-q");
    static final Option HELP = toggle("--help", "print this help").or("-h");

    static final List<Option> ALL = List.of(
            MASTER,
            NAME,
            CONF,
            PROPERTIES_FILE,
            DRIVER_MEMORY,
            DRIVER_JAVA_OPTIONS,
            DRIVER_LIBRARY_PATH,
            TAKE_OVER,
            ALLOW_DROPPED_STATE,
            VERBOSE,
            QUIET,
            HELP);

    private SessionOptions() {}
}
