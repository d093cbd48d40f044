package io.tidewheel.bench;

import static io.tidewheel.bench.Measure.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.bench.Question.Score;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuelTest {
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void when_bothHaveRun_then_thePairAfterTheDiscardedOneIsScored() throws Exception {
        List<Answers> answers = duel(fake("a 7 30 ms"), fake("b 7 20 ms"), 2).fight(1);
        assertThat(answers.get(0).ours()).containsExactly(30.0);
        assertThat(answers.get(0).theirs()).containsExactly(20.0);
        assertThat(answers.get(0).scores().median()).isEqualTo(1.5);
        assertThat(answers.get(0).verdict()).isEqualTo(Verdict.REACHED);
        assertThat(progress.toString(UTF_8)).contains("row 0, pair 1: test 30 / 20 = 1.500");
    }

    @Test
    void when_thePeerGoesOnAfterItsLines_then_itIsEnded() throws Exception {
        Program peer = FakeProgram.printing(directory, true, "b 7 20 ms", "--hang");
        assertThat(duel(fake("a 7 30 ms"), peer, 2).fight(1)).hasSize(1);
    }

    @Test
    void when_theyMakeDifferentRows_then_nothingIsCompared() {
        assertThatThrownBy(() -> duel(fake("a 7 30 ms"), fake("b 8 20 ms"), 2).fight(1))
                .hasMessageContaining("we made 7 rows, the peer 8");
    }

    @Test
    void when_aProgramFails_then_theErrorNamesItAndItsOutput() {
        assertThatThrownBy(() ->
                        duel(fake("a 7 30 ms", "--fail"), fake("b 7 20 ms"), 2).fight(1))
                .hasMessageContaining("fake ended with exit code 3")
                .hasMessageContaining("row0-0-ours");
    }

    private Program fake(String... lines) {
        return FakeProgram.printing(directory, false, lines);
    }

    private Duel duel(Program ours, Program theirs, double target) {
        Question question = new Question("test", Score.RATIO, target, lines("a", 1), lines("b", 1));
        return new Duel(
                new Row("0", "a test", "", ours, theirs, List.of(question)),
                directory.resolve("logs"),
                new PrintStream(progress, true, UTF_8));
    }
}
