package io.tidewheel.junit;

import static io.tidewheel.junit.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * A first test is cheap. Time says little on a busy machine; what a start costs is the classes it loads, about 3,000 a
 * second on one slow core without an archive. Most of those counted here are JUnit's, AssertJ's and the JDK's.
 */
class FirstTestTest {
    @TidewheelTest
    static class First {
        @Test
        void first(Tidewheel tw) {
            assertThat(tw.parallelize(List.of("a", "b", "a"))
                            .keyBy(word -> word)
                            .mapValues(word -> 1)
                            .reduceByKey(Integer::sum))
                    .containsPairs(Pair.of("a", 2), Pair.of("b", 1));
        }
    }

    /** Runs the first test of a JVM. With an argument, says how long it took: {@code bin/bench first-test}. */
    public static void main(String[] args) {
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(First.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1));
        if (args.length > 0) {
            long sinceStart = System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime();
            events.executions().stream()
                    .forEach(execution -> System.out.println("first test, its session included: "
                            + execution.getDuration().toMillis() + " ms; since the JVM started: " + sinceStart
                            + " ms"));
        }
    }

    @Test
    void when_aFirstTestRuns_then_fewClassesAreLoaded(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.log");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstTestTest.class.getName())
                .inheritIO()
                .start();
        assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).isZero();
        try (Stream<String> lines = Files.lines(log)) {
            List<String> loaded = lines.filter(line -> !line.contains("shared objects file"))
                    .filter(line -> line.contains(" source: "))
                    .toList();
            assertThat(loaded.stream()
                            .filter(line -> line.contains("io.tidewheel."))
                            .count())
                    .as("classes of ours")
                    .isBetween(100L, 1_000L);
            assertThat(loaded.size()).as("classes not from the JDK's archive").isLessThan(4_000);
        }
    }
}
