package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Configuration;
import io.tidewheel.config.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchSettingsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/tidewheel-defaults.conf"), "tidewheel.master local[2]\n");
        file = Files.writeString(folder.resolve("job.properties"), "tidewheel.master=local[3]\n");
    }

    /** Strongest first; the first one given wins, whatever else is. Code comes on top, in the builder of the session. */
    @Test
    void when_severalPlacesGiveAValue_then_theStrongestWins() {
        Map<String, String> environment = Map.of("TIDEWHEEL_MASTER", "local[1]");
        List<List<String>> places = List.of(
                List.of("--master", "local[5]"),
                List.of("--conf", "tidewheel.master=local[4]"),
                List.of("--properties-file", file.toString()));

        for (int first = 0; first < places.size(); first++) {
            List<String> words = new ArrayList<>();
            for (int place = places.size() - 1; place >= first; place--) {
                words.addAll(places.get(place));
            }
            assertThat(settings(words, environment, folder).get(Keys.MASTER)).isEqualTo("local[" + (5 - first) + "]");
        }
        assertThat(settings(List.of(), environment, folder).get(Keys.MASTER)).isEqualTo("local[2]");
        assertThat(settings(List.of(), environment, null).get(Keys.MASTER)).isEqualTo("local[1]");
        assertThat(settings(List.of(), Map.of(), null).get(Keys.MASTER)).isEqualTo("local[*]");
    }

    @Test
    void when_aVariableIsMistyped_then_theErrorNamesTheNearest() {
        assertThatThrownBy(() -> settings(List.of(), Map.of("TIDEWHEEL_MASTRE", "local[1]"), null))
                .hasMessage("there is no environment variable TIDEWHEEL_MASTRE; the nearest is TIDEWHEEL_MASTER;"
                        + " correct or unset it");
        Map<String, String> others = Map.of(
                "TIDEWHEEL_CACHE_DIR", "/c",
                "TIDEWHEEL_MAVEN_ARGS", "-o",
                "TIDEWHEEL_SERVICE_HOST", "10.0.0.1", // Kubernetes, for a service named tidewheel
                "TIDEWHEEL_UI_PORT_80_TCP", "tcp://10.0.0.1:80",
                "TIDEWHEELS", "4");
        assertThat(settings(List.of(), others, null).get(Keys.MASTER)).isEqualTo("local[*]");
    }

    @Test
    void when_settingsArePrinted_then_eachHasItsOriginAndSecretsAreHidden() {
        Configuration settings = settings(
                List.of("--conf", "tidewheel.hadoop.fs.s3a.secret.key=hunter2", "--master", "local[2]"),
                Map.of(),
                null);

        String text = printed(settings);

        assertThat(text)
                .contains("tidewheel.master = local[2] (flag --master)\n")
                .contains("tidewheel.hadoop.fs.s3a.secret.key = ***** (--conf)\n")
                .contains("(default)")
                .doesNotContain("hunter2");
    }

    @Test
    void when_theMasterIsACluster_then_theErrorSaysWhatToUse() {
        for (String master : List.of("spark://host:7077", "yarn", "k8s://https://host")) {
            assertThatThrownBy(() -> settings(List.of("--master", master), Map.of(), null))
                    .hasMessageContainingAll("'" + master + "'", "not run on clusters yet, use local[*]")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void when_aSettingIsWrong_then_theErrorSaysWhereItIs() {
        assertThatThrownBy(() -> settings(List.of("-c", "tidewheel.mastr=local"), Map.of(), null))
                .hasMessageContainingAll("'tidewheel.mastr'", "--conf", "'tidewheel.master'");
        assertThatThrownBy(() -> settings(List.of("-c", "tidewheel.master"), Map.of(), null))
                .hasMessage("--conf: 'tidewheel.master' is not KEY=VALUE");
        assertThatThrownBy(() -> settings(List.of("--properties-file", "absent.conf"), Map.of(), null))
                .hasMessageContaining("there is no file absent.conf");
    }

    private static Configuration settings(List<String> words, Map<String, String> environment, Path installation) {
        return LaunchSettings.of(Arguments.parse(SubmitOptions.ALL, words), environment, installation);
    }

    private static String printed(Configuration settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LaunchSettings.print(settings, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
