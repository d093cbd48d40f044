package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;

/** An input without files is an empty dataset, and said. */
class EmptyInputTest {
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

    @TempDir
    Path folder;

    private final Heard heard = new Heard();
    private final Logger log = (Logger) LogManager.getLogger("io.tidewheel.batch.file.GivenFiles");
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

    @Test
    void when_aDirectoryHoldsNoFiles_then_oneWarningNamesIt() throws IOException {
        try (Tidewheel tw = Tidewheel.builder().master("local[1]").open()) {
            assertThat(tw.textFile(folder.toString()).count()).isZero();
            assertThat(heard.lines)
                    .containsExactly("WARN no files in " + folder
                            + ": the dataset is empty; name a directory that holds files if that is wrong");

            Files.writeString(folder.resolve("rows"), "");
            assertThat(tw.textFile(folder.toString()).count()).isZero();
            assertThat(heard.lines).hasSize(1); // an empty file is one all the same
        }
    }
}
