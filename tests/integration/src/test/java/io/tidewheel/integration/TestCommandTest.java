package io.tidewheel.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command that the README gives for the tests is the one that runs them. */
class TestCommandTest {
    @Test
    void when_theReadmeNamesATestCommand_then_itIsTheOneThatRuns() {
        List<String> runs = SourceTree.read(".ci/run")
                .lines()
                .filter(line -> line.startsWith("mvn "))
                .toList();
        assertThat(runs).hasSize(1);
        assertThat(Pattern.compile("^" + Pattern.quote(runs.get(0)) + "\\b", Pattern.MULTILINE)
                        .matcher(SourceTree.read("README.md"))
                        .find())
                .as("README.md names '%s'", runs.get(0))
                .isTrue();
    }
}
