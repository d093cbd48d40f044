package io.tidewheel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds one program's time in its output: lines that begin with {@code prefix}, perhaps give a number of rows, and
 * then a time such as {@code 12.5 ms}. The time of a run is the median of its rounds.
 *
 * @param rounds how many such lines one run prints
 * @param jobs by how many the printed time is divided
 * @param figure what stands before the time, if there are several: {@code p50 12.5}; empty if not
 */
record Measure(String prefix, int rounds, int jobs, String figure) {
    Measure(String prefix, int rounds, int jobs) {
        this(prefix, rounds, jobs, "");
    }

    /** The time behind {@code figure} in the one line that begins with {@code prefix}, after blanks perhaps. */
    static Measure figure(String prefix, String figure) {
        return new Measure(prefix, 1, 1, figure);
    }

    static Measure lines(String prefix, int rounds) {
        return new Measure(prefix, rounds, 1);
    }

    private Pattern pattern() {
        if (!figure.isEmpty()) {
            return Pattern.compile("^\\s*\\Q" + prefix + "\\E(?<rows>(?!))?.*?\\b\\Q" + figure
                    + "\\E +(?<millis>\\d+(?:\\.\\d+)?)\\b.*$");
        }
        return Pattern.compile(
                "^\\Q" + prefix + "\\E(?:\\s+(?<rows>\\d+)(?=\\s))?.*?(?<millis>\\d+(?:\\.\\d+)?) ms.*$");
    }

    boolean matches(String line) {
        return pattern().matcher(line).matches();
    }

    /** One time for each round, in milliseconds. */
    List<Double> times(List<String> output) {
        List<Double> times = new ArrayList<>();
        for (String line : output) {
            Matcher matcher = pattern().matcher(line);
            if (matcher.matches()) {
                times.add(Double.parseDouble(matcher.group("millis")) / jobs);
            }
        }
        if (times.size() != rounds) {
            throw new IllegalStateException("expected " + rounds + " lines that begin with '" + prefix
                    + "' and give a time, but found " + times.size() + " in:\n" + String.join("\n", output));
        }
        return times;
    }

    double millis(List<String> output) {
        return Spread.of(times(output)).median();
    }

    /** How many rows the program says it made; empty if it does not say. All rounds agree. */
    String rows(List<String> output) {
        List<String> rows = output.stream()
                .map(pattern()::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group("rows"))
                .map(found -> found == null ? "" : found)
                .distinct()
                .toList();
        if (rows.size() != 1) {
            throw new IllegalStateException("rounds of '" + prefix + "' disagree about their rows: " + rows);
        }
        return rows.get(0);
    }
}
