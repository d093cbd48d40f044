package io.tidewheel.bench;

import static io.tidewheel.bench.Measure.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.bench.Question.Score;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void when_thereAreFewPairsOnABusyMachine_then_theReportSaysThatItIsPreliminary() {
        Report report = report(2, 0.75);
        assertThat(report.preliminary())
                .containsExactly(
                        "2 pairs, where the protocol asks for at least 9.",
                        "other programs used 0.75 cores meanwhile.");
        assertThat(report.markdown()).contains("**Preliminary**: 2 pairs").contains("reached (preliminary)");
    }

    @Test
    void when_thereAreEnoughPairsOnAQuietMachine_then_theVerdictStands() {
        assertThat(report(9, 0.01).tableLines())
                .isEqualTo("| 0 | test | ours / peer | 0.500 [0.500 .. 0.500] | <= 0.600 | reached |");
    }

    @Test
    void when_itIsWritten_then_rawTimesAndCircumstancesAreThere() {
        assertThat(report(2, 0))
                .extracting(Report::markdown)
                .asString()
                .contains("# Row 0: a test")
                .contains("machine: a machine")
                .contains("flags of every JVM below: `-Xmx1g`")
                .contains("commit abc")
                .contains("| 2 | 10 | 20 | 0.500 |");
    }

    @Test
    void when_theCommandHoldsPathsOfTheMachine_then_theReportNamesThemFromTheProject() {
        Program ours = program(
                "/usr/lib/jvm/java-17/bin/java",
                "-Xmx1g",
                "-Ddata=/home/ann/project/target/bench-data",
                "-cp",
                "/home/ann/project/limit/target",
                "io.P",
                "1/2");
        Program theirs =
                program("/home/ann/project/bin/tidewheel", "run", "-Ddata=/mnt/disk/words", "/a:/home/ann/project/b");
        assertThat(report(2, 0, ours, theirs))
                .extracting(Report::markdown)
                .asString()
                .contains("- ours: `java -Xmx1g -Ddata=target/bench-data -cp limit/target io.P 1/2`")
                .contains("- peer: `bin/tidewheel run -Ddata=words a:b`")
                .doesNotContain("/home", "/mnt", "/usr");
    }

    private static Program program(String... command) {
        return new Program("p", List.of(command), Path.of("."), false);
    }

    private static Report report(int pairs, double othersCores) {
        Program program = program("java", "P");
        return report(pairs, othersCores, program, program);
    }

    private static Report report(int pairs, double othersCores, Program ours, Program theirs) {
        Question question = new Question("test", Score.RATIO, 0.6, lines("a", 1), lines("b", 1));
        Answers answers = new Answers(question);
        for (int pair = 0; pair < pairs; pair++) {
            answers.add(List.of("a 1 10 ms"), List.of("b 1 20 ms"));
        }
        Row row = new Row("0", "a test", "-Xmx1g", ours, theirs, List.of(question));
        return new Report(
                row, List.of(answers), pairs, "today", "abc", "a machine", othersCores, Path.of("/home/ann/project"));
    }
}
