package io.tidewheel.batch.file;

import java.util.Arrays;

/**
 * The fields of one CSV record after RFC 4180: separated by one character; a field that begins with a quote ends with
 * one, holds separators and, on further lines, line breaks, and a quote twice for once. Anywhere else a quote is an
 * ordinary character. Used again for each record.
 */
final class CsvFields {
    private final char separator;
    private final char quote;
    private String[] values = new String[16];
    private boolean[] quoted = new boolean[16];
    private int count;
    private final StringBuilder open = new StringBuilder(); // a quoted field that goes on in the next line

    CsvFields(char separator, char quote) {
        this.separator = separator;
        this.quote = quote;
    }

    int count() {
        return count;
    }

    String value(int field) {
        return values[field];
    }

    boolean isQuoted(int field) {
        return quoted[field];
    }

    /** Reads a record's first line; false if its last field goes on in the next line. */
    boolean begin(String line) throws BadRecord {
        count = 0;
        return fields(line, 0);
    }

    /** Goes on with the next line. */
    boolean proceed(String lineBreak, String line) throws BadRecord {
        open.append(lineBreak);
        int end = quotedEnd(line, 0);
        return end >= 0 && afterQuoted(line, end);
    }

    private boolean fields(String line, int from) throws BadRecord {
        int start = from;
        while (true) {
            if (start < line.length() && line.charAt(start) == quote) {
                open.setLength(0);
                int end = quotedEnd(line, start + 1);
                return end >= 0 && afterQuoted(line, end);
            }
            int end = line.indexOf(separator, start);
            if (end < 0) {
                add(line.substring(start), false);
                return true;
            }
            add(line.substring(start, end), false);
            start = end + 1;
        }
    }

    /** Takes over a quoted field up to its end; gives where its closing quote is, or -1 if that is not in this line. */
    private int quotedEnd(String line, int from) {
        int start = from;
        while (true) {
            int end = line.indexOf(quote, start);
            if (end < 0) {
                open.append(line, start, line.length());
                return -1;
            }
            open.append(line, start, end);
            if (end + 1 < line.length() && line.charAt(end + 1) == quote) {
                open.append(quote);
                start = end + 2;
            } else {
                return end;
            }
        }
    }

    private boolean afterQuoted(String line, int closing) throws BadRecord {
        add(open.toString(), true);
        if (closing + 1 == line.length()) {
            return true;
        }
        if (line.charAt(closing + 1) != separator) {
            throw new BadRecord(
                    "field " + count + " goes on after its closing quote (character " + (closing + 1)
                            + "); a quote inside a quoted field is written twice",
                    null);
        }
        return fields(line, closing + 2);
    }

    private void add(String value, boolean wasQuoted) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
            quoted = Arrays.copyOf(quoted, count * 2);
        }
        values[count] = value;
        quoted[count++] = wasQuoted;
    }
}
