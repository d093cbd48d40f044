package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears that a query has failed: the program, or else the log. */
class FailedQueryTest {
    private static volatile CountDownLatch mayFail = new CountDownLatch(1);

    private static final class Heard extends AbstractAppender {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Heard() {
            super("heard", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            String line = event.getLevel() + " " + event.getMessage().getFormattedMessage();
            if (event.getLevel().isMoreSpecificThan(Level.ERROR) || line.contains("has ended")) {
                lines.add(event.getThrown() == null ? line : line + " " + event.getThrown());
            }
        }
    }

    private final Heard heard = new Heard();
    private final Logger log = (Logger) LogManager.getLogger(Query.class);
    private final Level before = log.getLevel();
    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[1]")
            .config("tidewheel.batch.max.failures", "1")
            .open();

    @BeforeEach
    void listen() {
        mayFail = new CountDownLatch(1);
        heard.start();
        log.addAppender(heard);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        tidewheel.close();
        log.removeAppender(heard);
        log.setLevel(before);
    }

    private Query start() {
        Streams streams = Streams.on(tidewheel);
        streams.from("numbers", MemorySource.of(1))
                .map(FailedQueryTest::failing)
                .to("out", MemorySink.create());
        return streams.start("q");
    }

    private static int failing(int number) throws InterruptedException {
        mayFail.await();
        throw new IllegalStateException("no " + number);
    }

    @Test
    void when_somebodyWaits_then_theFailureIsThrownAndNotLoggedToo() throws InterruptedException {
        Query query = start();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread waiter = new Thread(() -> {
            try {
                query.await();
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING && waiter.isAlive()) {
            Thread.onSpinWait();
        }
        mayFail.countDown();
        waiter.join();
        assertThat(thrown).singleElement().asString().contains("no 1");
        assertThat(heard.lines).containsExactly("INFO query 'q' has ended, failed");
    }

    @Test
    void when_somebodyLooksNowAndThen_then_itIsNotLoggedAsAnError() {
        Query query = start();
        assertThat(query.await(Duration.ofMillis(1))).isFalse();
        mayFail.countDown();
        assertThatThrownBy(query::await).hasMessageContaining("no 1");
        assertThat(heard.lines).containsExactly("INFO query 'q' has ended, failed");
    }

    @Test
    void when_nobodyWaits_then_theLogHasTheFailureWithItsStack() {
        Query query = start();
        mayFail.countDown();
        while (!query.status().isOver()) {
            Thread.onSpinWait();
        }
        query.stop(); // waits for its thread
        assertThat(heard.lines)
                .singleElement()
                .asString()
                .startsWith("ERROR query 'q' failed, and nobody waits for it; await() or failure() would have told")
                .contains("TidewheelException", "no 1");
    }
}
