package io.tidewheel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line of {@code bin/bench batch}. */
record Options(
        List<String> rows,
        int pairs,
        boolean quick,
        @Nullable Path data) {
    private static final int QUICK_PAIRS = 2;

    static final String USAGE = """
            bin/bench batch [row...] [--pairs N] [--quick] [--data DIR]
              row          one or more of %s; default: the first list
              --pairs N    pairs after the discarded one; default 9, which is the fewest that give a verdict
              --quick      2 pairs on smaller data where the peer allows it; writes no result file
              --data DIR   where generated input lies; default target/bench-data
            """.formatted(Rows.names());

    /** @throws IllegalArgumentException with the usage, for anything it does not know */
    static Options parse(String... arguments) {
        List<String> rows = new ArrayList<>();
        int pairs = 0;
        boolean quick = false;
        Path data = null;
        for (Iterator<String> words = Arrays.asList(arguments).iterator(); words.hasNext(); ) {
            String word = words.next();
            switch (word) {
                case "--pairs" -> pairs = positive(value(word, words));
                case "--quick" -> quick = true;
                case "--data" -> data = Path.of(value(word, words));
                default -> rows.add(row(word));
            }
        }
        int defaultPairs = quick ? QUICK_PAIRS : Report.FEWEST_PAIRS;
        return new Options(rows.isEmpty() ? Rows.DEFAULT : rows, pairs == 0 ? defaultPairs : pairs, quick, data);
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return words.next();
    }

    private static int positive(String number) {
        if (!number.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("--pairs must be a number from 1 to 9999, but is " + number);
        }
        return Integer.parseInt(number);
    }

    private static String row(String word) {
        if (!Rows.DEFAULT.contains(word) && !Rows.MORE.contains(word) && !Rows.STREAM.contains(word)) {
            throw new IllegalArgumentException("unknown row or option '" + word + "'\n" + USAGE);
        }
        return word;
    }
}
