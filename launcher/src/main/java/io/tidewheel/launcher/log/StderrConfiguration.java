package io.tidewheel.launcher.log;

import java.net.URI;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;

/** log4j to standard error, made in code: no file is looked for, no XML parsed, no plugin scanned for. */
final class StderrConfiguration extends AbstractConfiguration {
    private final Level level;

    private StderrConfiguration(LoggerContext context, Level level) {
        super(context, ConfigurationSource.NULL_SOURCE);
        this.level = level;
    }

    @Override
    public void initialize() {
        PatternLayout layout = PatternLayout.newBuilder()
                .withConfiguration(this)
                .withPattern("%d{HH:mm:ss.SSS} %-5p %c{1}: %m%n")
                .build();
        Appender appender = ConsoleAppender.newBuilder()
                .setName("stderr")
                .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                .setLayout(layout)
                .setConfiguration(this)
                .build();
        appender.start();
        addAppender(appender);
        getRootLogger().addAppender(appender, null, null);
        getRootLogger().setLevel(level);
    }

    @Override
    protected void doConfigure() {
        // all is done by initialize
    }

    /** Made by log4j by its name, hence public. */
    public static final class Factory extends ConfigurationFactory {
        @Override
        protected String[] getSupportedTypes() {
            return new String[] {"*"};
        }

        @Override
        public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
            return new StderrConfiguration(context, Level.toLevel(System.getProperty(Logs.LEVEL_PROPERTY), Level.WARN));
        }

        @Override
        public Configuration getConfiguration(LoggerContext context, String name, @Nullable URI location) {
            return getConfiguration(context, ConfigurationSource.NULL_SOURCE);
        }

        @Override
        public Configuration getConfiguration(
                LoggerContext context, String name, @Nullable URI location, @Nullable ClassLoader loader) {
            return getConfiguration(context, ConfigurationSource.NULL_SOURCE);
        }
    }
}
