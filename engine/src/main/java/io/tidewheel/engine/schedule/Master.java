package io.tidewheel.engine.schedule;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where jobs run, as users write it: {@code local} (one task at a time), {@code local[N]}, {@code local[*]} (as many as
 * there are processors), and with {@code ,F} in the brackets F attempts per task instead of one.
 */
public record Master(int slots, int maxFailures, String text) {
    private static final Pattern LOCAL =
            Pattern.compile("local(?:\\[\\s*(\\*|\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?])?");

    /** @throws TidewheelException of kind CONFIGURATION that says what is possible */
    public static Master parse(String text, int processors) {
        Matcher match = LOCAL.matcher(text.trim());
        if (!match.matches()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "unknown master '" + text
                            + "'; expected local, local[N], local[*] or local[N,F] (N tasks at once, F attempts per task)"
                            + (text.matches("(spark|k8s|yarn|mesos).*")
                                    ? ": jobs do not run on clusters yet, use local[*]"
                                    : ""));
        }
        int slots = match.group(1) == null ? 1 : match.group(1).equals("*") ? processors : number(match.group(1), text);
        int failures = match.group(2) == null ? 1 : number(match.group(2), text);
        return new Master(slots, failures, text.trim());
    }

    private static int number(String digits, String text) {
        int number = Integer.parseInt(digits);
        if (number < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "master '" + text + "' has " + number + ", expected numbers from 1 on");
        }
        return number;
    }

    @Override
    public String toString() {
        return text;
    }
}
