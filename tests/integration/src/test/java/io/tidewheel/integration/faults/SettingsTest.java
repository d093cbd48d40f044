package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.config.Keys;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot be: refused before a session exists. */
class SettingsTest {
    @TempDir
    private Path folder;

    private static TidewheelException refused(TidewheelBuilder builder) {
        TidewheelException e = catchThrowableOfType(
                TidewheelException.class, () -> builder.open().close());
        assertThat(e).as("the refusal").isNotNull();
        assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
        return e;
    }

    @ParameterizedTest
    @ValueSource(strings = {"locale[2]", "local[two]", "local[]", "local[2,3,4]", "local[-1]", "", "LOCAL"})
    void when_theMasterIsUnknown_then_theErrorListsWhatThereIs(String master) {
        assertThat(refused(Tidewheel.builder().master(master)))
                .hasMessageStartingWith(
                        "unknown master '" + master + "'; expected local, local[N], local[*] or local[N,F]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://host:7077", "yarn", "k8s://https://host", "mesos://host"})
    void when_theMasterIsACluster_then_theErrorSaysWhatToUse(String master) {
        assertThat(refused(Tidewheel.builder().master(master)))
                .hasMessageContaining("unknown master '" + master + "'")
                .hasMessageEndingWith("jobs do not run on clusters yet, use local[*]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[0]", "local[2,0]"})
    void when_theMasterHasNoTasks_then_theErrorSaysWhatIsExpected(String master) {
        assertThat(refused(Tidewheel.builder().master(master)))
                .hasMessage("master '" + master + "' has 0, expected numbers from 1 on");
    }

    @Test
    void when_theLocalDirectoryCannotBeMade_then_theFirstSpillSaysSo() throws Exception {
        Path file = Files.createFile(folder.resolve("a-file"));
        try (Tidewheel session = Tidewheel.builder()
                .master("local[2]")
                .config(Keys.MEMORY_MAX, 1L << 20)
                .config(Keys.LOCAL_DIR, file.resolve("below").toString())
                .open()) {
            TidewheelException e = catchThrowableOfType(TidewheelException.class, () -> session.range(0, 100_000)
                    .mapToObject(x -> "row " + x)
                    .sortBy(x -> x)
                    .count());
            assertThat(e).as("the failure").isNotNull();
            assertThat(e.kind()).isEqualTo(Kind.RESOURCE);
            assertThat(e)
                    .hasMessageContaining("spill directory " + file.resolve("below"))
                    .hasMessageContaining("set tidewheel.local.dir to a larger or writable disk");
        }
    }
}
