package io.tidewheel.launcher.log;

import org.apache.logging.log4j.LogBuilder;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Answers by the level of the process; hands a message that counts to log4j, which starts then. */
final class LazyLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private static volatile int threshold = Level.WARN.toInt();

    /** Warns once for each file of a repository without checksums: the reason is enough of it. */
    private static final String RESOLVER = "org.eclipse.aether.";

    LazyLogger(String name) {
        this.name = name;
    }

    /** The lowest level that is logged, as {@link Level#toInt}. */
    static void threshold(int level) {
        threshold = level;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (thrown != null && name.startsWith(RESOLVER) && threshold >= Level.WARN.toInt()) {
            handleNormalizedLoggingCall(
                    level, marker, message + ": " + thrown.getMessage(), arguments, /* thrown */ null);
            return;
        }
        LogBuilder line = LogManager.getLogger(name).atLevel(org.apache.logging.log4j.Level.valueOf(level.name()));
        (thrown == null ? line : line.withThrowable(thrown)).log(message, arguments);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LazyLogger.class.getName();
    }

    @Override
    public boolean isTraceEnabled() {
        return threshold <= Level.TRACE.toInt();
    }

    @Override
    public boolean isDebugEnabled() {
        return threshold <= Level.DEBUG.toInt();
    }

    @Override
    public boolean isInfoEnabled() {
        return threshold <= Level.INFO.toInt();
    }

    @Override
    public boolean isWarnEnabled() {
        return threshold <= Level.WARN.toInt();
    }

    @Override
    public boolean isErrorEnabled() {
        return threshold <= Level.ERROR.toInt();
    }
}
