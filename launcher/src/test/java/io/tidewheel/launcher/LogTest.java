package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.launcher.ChildJvm.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final String LOGGING = """
            package app;
            public class Logging {
                public static void main(String[] levels) {
                    org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger(Logging.class);
                    log.info("started with {} levels", levels.length);
                    for (String level : levels) {
                        log.atLevel(org.slf4j.event.Level.valueOf(level)).setCause(null).log("at {}", level);
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void when_nothingCounts_then_nothingIsPrintedAndLog4jIsNotEvenStarted() throws IOException {
        Path jar = TestJar.make(folder, "logging", "app.Logging", "app/Logging.java", LOGGING);
        Path classes = folder.resolve("classes.txt");

        Result result = ChildJvm.start(List.of("-Xlog:class+load:file=" + classes), "submit", jar.toString(), "DEBUG")
                .await();

        assertThat(result).isEqualTo(new Result(0, "", ""));
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded).anyMatch(line -> line.contains("io.tidewheel.launcher.log.LazyLogger"));
        assertThat(loaded.stream().filter(line -> line.contains("org.apache.logging.log4j")))
                .isEmpty();
    }

    @Test
    void when_aLineCounts_then_itGoesToStandardError() throws IOException {
        Path jar = TestJar.make(folder, "logging", "app.Logging", "app/Logging.java", LOGGING);

        Result result = ChildJvm.run("submit", jar.toString(), "INFO", "WARN");

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  Logging: at WARN\n");
    }

    @Test
    void when_aConfigurationOfLog4jIsNamed_then_itIsInCharge() throws IOException {
        Path jar = TestJar.make(folder, "logging", "app.Logging", "app/Logging.java", LOGGING);
        Path configuration = Files.writeString(folder.resolve("mine.properties"), """
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = mine %p %m%n
                rootLogger.level = info
                rootLogger.appenderRef.out.ref = out
                """);

        Result result = ChildJvm.start(List.of("-Dlog4j2.configurationFile=" + configuration), "submit", jar.toString())
                .await();

        assertThat(result).isEqualTo(new Result(0, "mine INFO started with 0 levels\n", ""));
    }
}
