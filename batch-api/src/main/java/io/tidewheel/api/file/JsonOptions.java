package io.tidewheel.api.file;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How lines of JSON become records. Immutable; every method gives a changed copy.
 *
 * <p>Each line holds one JSON object; blank lines are skipped. A missing or null member makes null, or
 * {@code Optional.empty()}; for a primitive it makes the line bad. Text is not taken for a number, nor a fraction for
 * a whole number.
 *
 * @param ignoreUnknown whether members that the record does not have are skipped; if not, they make the line bad
 * @param badLines what becomes of lines that are no record; null to fail the job at the first
 */
public record JsonOptions(boolean ignoreUnknown, @Nullable BadLineHandler badLines) implements Serializable {
    public static final JsonOptions DEFAULT = new JsonOptions(true, null);

    public JsonOptions failOnUnknown() {
        return new JsonOptions(false, badLines);
    }

    /** Goes on after a bad line: count or collect it with an accumulator. */
    public JsonOptions onBadLine(BadLineHandler handler) {
        return new JsonOptions(ignoreUnknown, handler);
    }
}
