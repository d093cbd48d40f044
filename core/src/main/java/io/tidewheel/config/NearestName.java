package io.tidewheel.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a name probably meant. */
public final class NearestName {
    private NearestName() {}

    /** The known name that takes the fewest edits; the first in the alphabet of several. Known must not be empty. */
    public static String of(String mistyped, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> distance(mistyped, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** The nearest, unless it takes more edits than a slip of the hand: two, or one for every three letters. */
    public static Optional<String> near(String mistyped, Collection<String> known) {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(of(mistyped, known))
                        .filter(name -> distance(mistyped, name) <= Math.max(2, mistyped.length() / 3));
    }

    /** Levenshtein: insertions, deletions and replacements of one char. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
