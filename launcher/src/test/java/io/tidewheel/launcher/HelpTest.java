package io.tidewheel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.launcher.ChildJvm.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelpTest {
    @TempDir
    Path folder;

    @Test
    void when_helpIsAsked_then_everyCommandIsListed() {
        Result result = ChildJvm.run("--help");

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.err()).isEmpty();
        for (Command command : Commands.all()) {
            assertThat(result.out()).contains("\n  " + command.name());
        }
    }

    @Test
    void when_helpOfACommandIsAsked_then_everyOptionIsThereWithTheRefusedOnesApart() {
        Result result = ChildJvm.run("submit", "--help");

        assertThat(result.exitCode()).isEqualTo(0);
        for (Option option : SubmitOptions.ALL) {
            assertThat(result.out()).contains(option.name());
        }
        assertThat(result.out()).contains("Options of spark-submit without a meaning here:");
    }

    @Test
    void when_completionIsAsked_then_theScriptKnowsCommandsAndOptions() {
        assertThat(Help.completion()).contains("complete", "submit", "'--packages'", "'--driver-memory'");
    }

    @ParameterizedTest
    @CsvSource({
        "tidewheel submit ap, app.jar",
        "tidewheel submit app.jar ac, access.log",
        "tidewheel submit --properties-file ac, access.log",
        "tidewheel demo --input ac, access.log",
        "tidewheel run WordC, WordCount",
        "tidewheel run WordCount ac, access.log",
        "tidewheel sub, submit",
    })
    void when_tabIsPressed_then_filesAndNamesAreCompleted(String words, String completed) throws Exception {
        Path script = Files.writeString(folder.resolve("completion.sh"), Help.completion());
        Files.createFile(folder.resolve("app.jar"));
        Files.createFile(folder.resolve("access.log"));
        String line = "source " + script + "; compopt() { :; }; COMP_WORDS=(" + words + "); "
                + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_tidewheel; echo \"${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo(completed);
        assertThat(bash.waitFor()).isZero();
    }
}
