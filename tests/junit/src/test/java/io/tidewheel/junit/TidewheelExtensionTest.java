package io.tidewheel.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tidewheel.api.Tidewheel;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs small test classes as JUnit would and looks at how they end. */
class TidewheelExtensionTest {
    private static final List<Tidewheel> SEEN = new ArrayList<>();

    @BeforeEach
    void forgetSessions() {
        SEEN.clear();
    }

    @TidewheelTest
    static class EachItsOwn {
        @BeforeEach
        void prepare(Tidewheel tw) {
            SEEN.add(tw);
        }

        @Test
        void first(Tidewheel tw) {
            SEEN.add(tw);
            assertThat(tw.parallelize(List.of(1, 2, 3)).count()).isEqualTo(3);
        }

        @Test
        void second(Tidewheel tw) {
            SEEN.add(tw);
        }
    }

    @Test
    void when_nothingIsSaid_then_eachMethodHasASessionThatIsClosedAfterIt() {
        assertThat(failuresOf(EachItsOwn.class)).isEmpty();
        assertThat(SEEN).hasSize(4);
        assertThat(SEEN.get(0)).isSameAs(SEEN.get(1)).isNotSameAs(SEEN.get(2));
        assertThat(SEEN.get(2)).isSameAs(SEEN.get(3));
        assertThat(SEEN).allMatch(Tidewheel::isClosed);
    }

    @TidewheelTest(lifecycle = SessionLifecycle.PER_CLASS)
    static class OneForAll {
        @BeforeAll
        static void prepare(Tidewheel tw) {
            SEEN.add(tw);
        }

        @Test
        void first(Tidewheel tw) {
            SEEN.add(tw);
            assertThat(tw.isClosed()).isFalse();
        }

        @Nested
        class Inner {
            @Test
            void inner(Tidewheel tw) {
                SEEN.add(tw);
            }
        }
    }

    @Test
    void when_theSessionIsPerClass_then_allMethodsShareIt() {
        assertThat(failuresOf(OneForAll.class)).isEmpty();
        assertThat(SEEN).hasSize(3).allMatch(Tidewheel::isClosed);
        assertThat(SEEN.stream().distinct()).hasSize(1);
    }

    @TidewheelTest
    static class TooEarly {
        @BeforeAll
        static void prepare(Tidewheel tw) {
            SEEN.add(tw);
        }

        @Test
        void never() {}
    }

    @Test
    void when_aSessionIsAskedForBeforeAnyMethod_then_theWayOutIsNamed() {
        assertThat(failuresOf(TooEarly.class)).singleElement().asString().contains("lifecycle = PER_CLASS");
    }

    @TidewheelTest(
            master = "local[3]",
            config = {"tidewheel.task.max.failures=4", "tidewheel.app.name=mine"})
    static class Configured {
        @Test
        void configured(Tidewheel tw) {
            assertThat(tw.defaultParallelism()).isEqualTo(3);
            assertThat(tw.name()).startsWith("mine");
        }
    }

    @Test
    void when_settingsAreGiven_then_theSessionHasThem() {
        assertThat(failuresOf(Configured.class)).isEmpty();
    }

    @TidewheelTest(config = "tidewheel.app.name")
    static class Misconfigured {
        @Test
        void never(Tidewheel tw) {
            SEEN.add(tw);
        }
    }

    @Test
    void when_aSettingHasNoValue_then_itIsNamed() {
        assertThat(failuresOf(Misconfigured.class))
                .singleElement()
                .asString()
                .contains("expects \"key=value\" but has \"tidewheel.app.name\"");
        assertThat(SEEN).isEmpty();
    }

    @TidewheelTest
    static class LeavesAThread {
        static final CountDownLatch END = new CountDownLatch(1);

        @Test
        void leaves() {
            Thread thread = new Thread(
                    () -> {
                        try {
                            END.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "forgotten");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Test
    void when_aTestLeavesAThread_then_itFailsAndNamesIt() {
        try {
            assertThat(failuresOf(LeavesAThread.class))
                    .singleElement()
                    .asString()
                    .contains("LeavesAThread.leaves left behind:", "thread \"forgotten\"");
        } finally {
            LeavesAThread.END.countDown();
        }
    }

    @TidewheelTest
    static class LeavesAFile {
        static final List<InputStream> OPEN = new ArrayList<>();

        @Test
        void leaves(@TempDir Path folder) throws Exception {
            OPEN.add(Files.newInputStream(Files.writeString(folder.resolve("forgotten.txt"), "text")));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void when_aTestLeavesAFileOpen_then_itFailsAndNamesIt() throws Exception {
        assertThat(failuresOf(LeavesAFile.class))
                .singleElement()
                .asString()
                .contains("open file ")
                .contains("forgotten.txt");
        LeavesAFile.OPEN.get(0).close();
    }

    @TidewheelTest
    static class LeavesASession {
        @Test
        void leaves() {
            SEEN.add(Tidewheel.builder().master("local[1]").name("forgotten").open());
        }
    }

    @Test
    void when_aTestLeavesASessionOpen_then_itFailsAndNamesIt() {
        try {
            assertThat(failuresOf(LeavesASession.class))
                    .singleElement()
                    .asString()
                    .contains("session 'forgotten");
        } finally {
            SEEN.forEach(Tidewheel::close);
        }
    }

    /** What the tests of a class failed with, containers included. */
    private static List<String> failuresOf(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .allEvents()
                .failed()
                .stream()
                .map(TidewheelExtensionTest::message)
                .toList();
    }

    private static String message(Event event) {
        return String.valueOf(event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow());
    }
}
