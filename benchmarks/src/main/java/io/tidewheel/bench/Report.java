package io.tidewheel.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is written about one row: the table, the raw times and the circumstances. */
record Report(
        Row row,
        List<Answers> answers,
        int pairs,
        String takenOn,
        String commit,
        String machine,
        double othersCores,
        Path root) {
    /** The protocol's smallest number of pairs; a verdict from fewer is not one. */
    static final int FEWEST_PAIRS = 9;

    private static final double QUIET_CORES = 0.1;
    private static final Pattern ABSOLUTE_PATH = Pattern.compile("(?<![^=:,])/(?:[^/=:,]+/)*([^/=:,]+)");
    static final String HEAD =
            "| row | work | score | median [quartiles] | target | verdict |\n|---|---|---|---|---|---|";

    Report {
        answers = List.copyOf(answers);
    }

    /** One line of the table for each question. */
    String tableLines() {
        return answers.stream().map(this::tableLine).collect(Collectors.joining("\n"));
    }

    private String tableLine(Answers answer) {
        Question question = answer.question();
        return "| " + row.id() + " | " + question.label() + " | "
                + question.score().words() + " | " + answer.scores() + " | "
                + (Double.isNaN(question.target()) ? "-" : "<= " + number(question.target())) + " | "
                + answer.verdict().words() + (preliminary().isEmpty() ? "" : " (preliminary)") + " |";
    }

    String markdown() {
        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add("# Row " + row.id() + ": " + row.title()).add("");
        text.add(HEAD).add(tableLines()).add("");
        preliminary().forEach(reason -> text.add("**Preliminary**: " + reason).add(""));
        text.add("- taken: " + takenOn + ", commit " + commit);
        text.add("- machine: " + machine);
        text.add(String.format(Locale.ROOT, "- other programs used %.2f cores during the runs", othersCores));
        text.add("- flags of every JVM below: `" + row.flags() + "`");
        text.add("- ours: `" + shortened(row.ours()) + "`");
        Program theirs = row.theirs();
        if (theirs != null) {
            text.add("- peer: `" + shortened(theirs) + "`");
        }
        text.add("- " + pairs + " pairs after one discarded pair, separate JVMs in turns; the time of a run is the"
                + " median of its rounds; all times in milliseconds");
        answers.forEach(answer -> rawTimes(answer, text));
        return text.toString();
    }

    private static void rawTimes(Answers answer, StringJoiner text) {
        text.add("").add("## " + answer.question().label()).add("");
        text.add("| pair | ours | peer | score |").add("|---|---|---|---|");
        for (int pair = 0; pair < answer.ours().size(); pair++) {
            double ours = answer.ours().get(pair);
            double theirs = answer.theirs().get(pair);
            text.add("| " + (pair + 1) + " | " + millis(ours) + " | " + (Double.isNaN(theirs) ? "-" : millis(theirs))
                    + " | " + number(answer.question().score().of(ours, theirs)) + " |");
        }
    }

    /** Why these figures decide nothing yet; empty if they do. */
    List<String> preliminary() {
        StringJoiner reasons = new StringJoiner("\n");
        if (pairs < FEWEST_PAIRS) {
            reasons.add(pairs + " pairs, where the protocol asks for at least " + FEWEST_PAIRS + ".");
        }
        if (othersCores > QUIET_CORES) {
            reasons.add(String.format(Locale.ROOT, "other programs used %.2f cores meanwhile.", othersCores));
        }
        return reasons.toString().lines().toList();
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.3f" : "%.0f", millis);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** The command without class paths, flags that only JDK 17 asks for, and where this machine keeps things. */
    private String shortened(Program program) {
        return program.command().stream()
                .filter(word -> !word.startsWith("--add-opens"))
                .map(word -> word.length() > 120 && word.contains(":") ? "(class path)" : portable(word))
                .collect(Collectors.joining(" "));
    }

    /** A path below the project as it is from there; of any other, such as that of Java, the last name. */
    private String portable(String word) {
        return ABSOLUTE_PATH.matcher(word.replace(root + "/", "")).replaceAll("$1");
    }
}
