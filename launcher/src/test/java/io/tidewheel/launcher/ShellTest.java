package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTest {
    @Test
    void when_theShellOpens_then_aSessionAndTheImportsAreThere() throws IOException {
        ChildJvm jvm = ChildJvm.start(
                List.of("-Djava.util.prefs.PreferencesFactory=" + NoPreferences.class.getName()),
                "shell",
                "--master",
                "local[2]");
        try (OutputStream in = jvm.process().getOutputStream()) {
            in.write("""
                    tw.parallelize(List.of(3, 1, 2)).keyBy(x -> x % 2).aggregate(Aggregators.count()).lookup(1)
                    tw.configuration().get(io.tidewheel.config.Keys.MASTER)
                    /exit 3
                    """.getBytes(StandardCharsets.UTF_8));
        }

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("==> [2]", "==> \"local[2]\"");
        assertThat(result.err()).startsWith("tidewheel: tw is an open session").hasLineCount(1);
    }

    @Test
    void when_theLastLineHasNoEnd_then_itRunsAllTheSame_andQuietShowsNoBanner() throws IOException {
        ChildJvm jvm = ChildJvm.start(
                List.of("-Djava.util.prefs.PreferencesFactory=" + NoPreferences.class.getName()), "shell", "--quiet");
        try (OutputStream in = jvm.process().getOutputStream()) {
            in.write("System.out.println(\"rows: \" + tw.range(0, 7).count())".getBytes(StandardCharsets.UTF_8));
        }

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
        assertThat(result.out()).contains("rows: 7").doesNotContain("Welcome");
        assertThat(result.err()).isEmpty();
    }
}
