package io.tidewheel.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs both programs of a row in turns and keeps their times. */
final class Duel {
    /** Pairs stop being doubled here: whatever is undecided then stays so. */
    private static final int MOST_DOUBLINGS = 2;

    private final Row row;
    private final Path logs;
    private final PrintStream progress;
    private final List<Answers> answers;
    private int pair;

    Duel(Row row, Path logs, PrintStream progress) {
        this.row = row;
        this.logs = logs;
        this.progress = progress;
        this.answers = row.questions().stream().map(Answers::new).toList();
    }

    /** One pair that is thrown away, then as many as asked, and as many again while a question is undecided. */
    List<Answers> fight(int pairs) throws IOException, InterruptedException {
        Files.createDirectories(logs);
        pair();
        repeat(pairs);
        for (int doubling = 0; doubling < MOST_DOUBLINGS && undecided(); doubling++) {
            progress.println("row " + row.id() + ": undecided after " + pair + " pairs, as many again");
            repeat(pair - 1);
        }
        return answers;
    }

    private boolean undecided() {
        return answers.stream().anyMatch(answer -> answer.verdict() == Verdict.UNDECIDED);
    }

    private void repeat(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            Lines lines = pair();
            answers.forEach(answer -> answer.add(lines.ours(), lines.theirs()));
            progress.println("row " + row.id() + ", pair " + (pair - 1) + ": "
                    + answers.stream().map(Duel::latest).collect(Collectors.joining("; ")));
        }
    }

    private Lines pair() throws IOException, InterruptedException {
        // Whoever goes first finds the machine as the other left it, so they take turns at that too.
        boolean oursFirst = pair % 2 == 0;
        List<String> first = side(oursFirst);
        List<String> second = side(!oursFirst);
        pair++;
        return oursFirst ? new Lines(first, second) : new Lines(second, first);
    }

    private List<String> side(boolean ourSide) throws IOException, InterruptedException {
        Program program = ourSide ? row.ours() : row.theirs();
        if (program == null) {
            return List.of();
        }
        Path log = logs.resolve("row" + row.id() + "-" + pair + (ourSide ? "-ours" : "-theirs"));
        return program.run(log, lines -> row.answered(ourSide, lines));
    }

    private static String latest(Answers answer) {
        double ours = answer.ours().get(answer.ours().size() - 1);
        double theirs = answer.theirs().get(answer.theirs().size() - 1);
        String score =
                String.format(Locale.ROOT, "%.3f", answer.question().score().of(ours, theirs));
        return answer.question().label() + " " + Report.millis(ours)
                + (Double.isNaN(theirs) ? "" : " / " + Report.millis(theirs) + " = " + score);
    }

    private record Lines(List<String> ours, List<String> theirs) {}
}
