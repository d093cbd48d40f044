package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo refuses before it runs. */
class DemoCommandTest {
    @TempDir
    Path folder;

    private static void refuses(String message, String... words) {
        DemoCommand demo = new DemoCommand();
        assertThatThrownBy(() -> demo.run(Arguments.parse(demo.options(), List.of(words))))
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(ExitCode.of(e))
                        .isEqualTo(ExitCode.USAGE))
                .hasMessage(message);
    }

    @Test
    void when_aLogIsNamed_then_rowsToGenerateAreRefused() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "a line\n");

        refuses(
                "--rows is for a generated log, but --input names one; give one of the two",
                "--rows",
                "5",
                "--input",
                log.toString());
    }

    @Test
    void when_theLogIsElsewhere_then_noOptionIsNamedThatThereIsNot() {
        refuses("--input: s3a://bucket/log is not on this machine; copy it here", "--input", "s3a://bucket/log");
    }

    @Test
    void when_theFolderHoldsNoFiles_then_itSaysSo() throws IOException {
        Files.writeString(folder.resolve("_SUCCESS"), "");

        refuses(
                "--input: there are no files in " + folder + "; name a log, or a folder of logs",
                "--input",
                folder.toString());
    }
}
