package io.tidewheel.api.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How CSV is laid out: RFC 4180 unless said otherwise, in UTF-8. Immutable; every method gives a changed copy.
 *
 * <p>Columns become the components of a record, by name ({@link #withHeader}) or in order ({@link #byPosition}). A field
 * that is empty and not quoted is null, or {@code Optional.empty()}; for a primitive it makes the line bad. A quoted one
 * is {@code ""}; with a {@code nullText}, so is every empty field of a component of type String. A line with too few or
 * too many fields is bad too, or with a value that cannot be read as the component's type. Blank lines are skipped.
 * Outside quotes a lone carriage return ends a record as a line break does. No record is longer than
 * {@code tidewheel.files.max.line.bytes}.
 *
 * @param header whether each file begins with the names of its columns
 * @param multiLine whether a quoted field may hold line breaks; files are then not cut into splits
 * @param nullText a field that is exactly this, and not quoted, is null; null for none
 * @param badLines what becomes of lines that are no record; null to fail the job at the first
 */
public record CsvOptions(
        boolean header,
        char separator,
        char quote,
        boolean multiLine,
        @Nullable String nullText,
        @Nullable BadLineHandler badLines)
        implements Serializable {
    public CsvOptions {
        if (separator == quote || separator == '\n' || separator == '\r' || quote == '\n' || quote == '\r') {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "CSV separator '" + separator + "' and quote '" + quote
                            + "' must differ from each other and from line breaks");
        }
        if (nullText != null
                && nullText.chars().anyMatch(c -> c == separator || c == quote || c == '\n' || c == '\r')) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the CSV text for null is '" + nullText + "', which no field without quotes can be; choose one"
                            + " without separator '" + separator + "', quote '" + quote + "' and line breaks");
        }
    }

    /** The first line of each file names its columns; those that the record does not have are skipped. A name that is read must be there once. */
    public static CsvOptions withHeader() {
        return new CsvOptions(true, ',', '"', true, null, null);
    }

    /** Files hold no names; the record has a component for each column, in order. */
    public static CsvOptions byPosition() {
        return new CsvOptions(false, ',', '"', true, null, null);
    }

    public CsvOptions separator(char character) {
        return new CsvOptions(header, character, quote, multiLine, nullText, badLines);
    }

    public CsvOptions quote(char character) {
        return new CsvOptions(header, separator, character, multiLine, nullText, badLines);
    }

    /** Promises that no field holds a line break: large files are then read by several tasks. */
    public CsvOptions singleLine() {
        return new CsvOptions(header, separator, quote, false, nullText, badLines);
    }

    public CsvOptions nullText(String text) {
        return new CsvOptions(header, separator, quote, multiLine, text, badLines);
    }

    /** Goes on after a bad line: count or collect it with an accumulator. */
    public CsvOptions onBadLine(BadLineHandler handler) {
        return new CsvOptions(header, separator, quote, multiLine, nullText, handler);
    }
}
