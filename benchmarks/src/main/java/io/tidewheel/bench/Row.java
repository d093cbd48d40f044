package io.tidewheel.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the performance table: our program, the one it is held against, and what is asked of them.
 *
 * @param id as given on the command line: "3", "3-spark"
 * @param flags of both JVMs, for the report
 */
record Row(
        String id,
        String title,
        String flags,
        Program ours,
        @Nullable Program theirs,
        List<Question> questions) {
    Row {
        questions = List.copyOf(questions);
    }

    /** True once each question of our (or their) side has all its rounds. */
    boolean answered(boolean ourSide, List<String> lines) {
        return questions.stream().allMatch(question -> {
            Measure measure = ourSide ? question.ours() : question.theirs();
            return measure == null || lines.stream().filter(measure::matches).count() >= measure.rounds();
        });
    }
}
