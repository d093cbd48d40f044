package io.tidewheel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The times of one question, pair by pair, in milliseconds. */
final class Answers {
    private final Question question;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    Answers(Question question) {
        this.question = question;
    }

    Question question() {
        return question;
    }

    /** Adds one pair. Both programs must have made the same number of rows, where both say how many. */
    void add(List<String> ourLines, List<String> theirLines) {
        ours.add(question.ours().millis(ourLines));
        Measure other = question.theirs();
        if (other == null) {
            theirs.add(Double.NaN);
            return;
        }
        theirs.add(other.millis(theirLines));
        String ourRows = question.ours().rows(ourLines);
        String theirRows = other.rows(theirLines);
        if (!ourRows.isEmpty() && !theirRows.isEmpty() && !ourRows.equals(theirRows)) {
            throw new IllegalStateException(question.label() + ": we made " + ourRows + " rows, the peer " + theirRows
                    + "; figures of different work cannot be compared");
        }
    }

    List<Double> ours() {
        return List.copyOf(ours);
    }

    List<Double> theirs() {
        return List.copyOf(theirs);
    }

    Spread scores() {
        return Spread.of(IntStream.range(0, ours.size())
                .mapToObj(pair -> question.score().of(ours.get(pair), theirs.get(pair)))
                .toList());
    }

    Verdict verdict() {
        return Verdict.of(scores(), question.target());
    }
}
