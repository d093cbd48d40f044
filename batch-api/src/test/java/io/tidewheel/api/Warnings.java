package io.tidewheel.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What one logger warns of during a test. */
final class Warnings implements BeforeEachCallback, AfterEachCallback {
    private final Logger log;
    private final Level before;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AbstractAppender appender = new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            }
        }
    };

    private Warnings(Logger log) {
        this.log = log;
        this.before = log.getLevel();
    }

    static Warnings of(String logger) {
        return new Warnings((Logger) LogManager.getLogger(logger));
    }

    /** "WARN no files", one after the other. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.WARN);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        log.removeAppender(appender);
        log.setLevel(before);
    }
}
