package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.config.Keys;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool that changes nothing is said to, once. */
class PoolWarningTest {
    private static final class Heard extends AbstractAppender {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Heard() {
            super("heard", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            }
        }
    }

    private final Heard heard = new Heard();
    private final Logger log = (Logger) LogManager.getLogger(Tidewheel.class);
    private final Level before = log.getLevel();

    @BeforeEach
    void listen() {
        heard.start();
        log.addAppender(heard);
        log.setLevel(Level.WARN);
    }

    @AfterEach
    void stopListening() {
        log.removeAppender(heard);
        log.setLevel(before);
    }

    private static TidewheelBuilder session() {
        return Tidewheel.builder().master("local[1]").name("pools");
    }

    @Test
    void when_jobsNameAPoolUnderFifo_then_oneWarningSaysThatItChangesNothing() {
        String session;
        try (Tidewheel tw = session().open()) {
            session = tw.toString();
            for (String pool : List.of("", "nightly", "nightly", "hourly")) {
                tw.poolJobs(pool);
                assertThat(tw.range(0, 10).count()).isEqualTo(10);
            }
        }
        assertThat(heard.lines)
                .containsExactly("WARN " + session + ": pool 'nightly' changes nothing while"
                        + " tidewheel.scheduler.mode is fifo; set it to fair for pools to share the cores");
    }

    @Test
    void when_theSchedulerIsFair_then_aPoolIsNoWarning() {
        try (Tidewheel tw = session().config(Keys.SCHEDULER_MODE.name(), "fair").open()) {
            tw.poolJobs("nightly");
            assertThat(tw.range(0, 10).count()).isEqualTo(10);
        }
        assertThat(heard.lines).isEmpty();
    }
}
