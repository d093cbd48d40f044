package io.tidewheel.launcher;

import io.tidewheel.launcher.log.Logs;

/** What every session of this process starts from: settings, progress, what to do on Ctrl-C. */
final class Launch {
    private final boolean isVerbose;
    private final boolean isQuiet;
    private final Progress progress;

    private Launch(boolean isVerbose, boolean isQuiet, Progress progress) {
        this.isVerbose = isVerbose;
        this.isQuiet = isQuiet;
        this.progress = progress;
    }

    /** Reads the settings, starts the log, and stands ready for signals. To be called once. */
    static Launch prepare(Arguments arguments) {
        JvmOptions.check(arguments);
        boolean isQuiet = arguments.has(SessionOptions.QUIET);
        boolean isVerbose = arguments.has(SessionOptions.VERBOSE);
        Logs.start("warn");
        return new Launch(isVerbose, isQuiet, Progress.to(System.err, isQuiet));
    }

    boolean isVerbose() {
        return isVerbose;
    }

    boolean isQuiet() {
        return isQuiet;
    }

    Progress progress() {
        return progress;
    }
}
