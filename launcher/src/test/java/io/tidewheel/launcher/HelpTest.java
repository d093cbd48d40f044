package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.launcher.ChildJvm.Result;
import org.junit.jupiter.api.Test;

class HelpTest {
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
}
