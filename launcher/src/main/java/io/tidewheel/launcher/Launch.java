package io.tidewheel.launcher;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import io.tidewheel.launcher.log.Logs;
import io.tidewheel.streaming.QueryListener;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What every session of this process starts from: settings, log, progress, and an end on Ctrl-C. */
final class Launch {
    private static final int DEFAULT_COLUMNS = 80;

    private final boolean isVerbose;
    private final boolean isQuiet;
    private final Progress progress;

    private Launch(boolean isVerbose, boolean isQuiet, Progress progress) {
        this.isVerbose = isVerbose;
        this.isQuiet = isQuiet;
        this.progress = progress;
    }

    /** Reads and checks the settings, starts the log, and stands ready for signals. To be called once. */
    static Launch prepare(Arguments arguments) {
        return prepare(arguments, false);
    }

    /** @param showsQueries also where nobody sits at a terminal, unless the settings forbid it */
    static Launch prepare(Arguments arguments, boolean showsQueries) {
        JvmOptions.check(arguments);
        String installation = System.getProperty("io.tidewheel.launch.home");
        Configuration settings =
                LaunchSettings.of(arguments, System.getenv(), installation == null ? null : Path.of(installation));
        boolean isQuiet = arguments.has(SessionOptions.QUIET);
        boolean isVerbose = arguments.has(SessionOptions.VERBOSE);
        if (isVerbose) {
            LaunchSettings.print(settings, System.err);
        }
        Logs.start(settings.get(Keys.LOG_LEVEL));
        Progress progress = progress(isQuiet ? "none" : settings.get(Keys.PROGRESS));
        Sessions.follow(settings, progress);
        Queries.follow(isQuiet ? new QueryListener() {} : queryLines(settings.get(Keys.PROGRESS), showsQueries));
        Shutdown.onSignal(
                () -> {
                    Queries.stopAll();
                    Sessions.stopAll();
                },
                isQuiet);
        Shutdown.drainFirst(settings.get(Keys.STOP_TIMEOUT), isQuiet);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!Shutdown.isStopping()) {
                FailureReport.of(failure).in(thread).print(System.err, isVerbose);
            }
        });
        return new Launch(isVerbose, isQuiet, progress);
    }

    private static QueryListener queryLines(String how, boolean always) {
        boolean isTerminal = System.getProperty("io.tidewheel.launch.columns") != null;
        boolean isShown = how.equals("lines") || ((isTerminal || always) && !how.equals("none"));
        return isShown ? new QueryLines(System.err, System::nanoTime) : new QueryListener() {};
    }

    private static Progress progress(String how) {
        String columns = System.getProperty("io.tidewheel.launch.columns"); // there on a terminal
        boolean isBar = how.equals("bar") || (how.equals("auto") && columns != null);
        return new Progress(
                display(how, isBar, columns),
                System::nanoTime,
                CompletableFuture.delayedExecutor(Progress.PATIENCE_NANOS, NANOSECONDS));
    }

    private static Progress.Display display(String how, boolean isBar, @Nullable String columns) {
        if (how.equals("none")) {
            return new NoDisplay();
        }
        return isBar
                ? new BarDisplay(System.err, columns == null ? DEFAULT_COLUMNS : Integer.parseInt(columns))
                : new LineDisplay(System.err, System::nanoTime);
    }

    /** Shows nothing. */
    private static final class NoDisplay implements Progress.Display {
        @Override
        public void show(String job, int done, int total) {
            // quiet
        }

        @Override
        public void clear() {
            // nothing was shown
        }
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
