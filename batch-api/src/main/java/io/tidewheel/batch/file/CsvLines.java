package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.Reader;

/** Lines for a CSV parser, never one more than it needs: so each record knows where it begins. */
final class CsvLines extends Reader {
    private final LineCursor lines;
    private final boolean multiLine;
    private final int longest; // characters of a record

    private String line = ""; // with its end
    private int next; // what to give of it
    private boolean inRecord; // the parser had something of the record
    private boolean cutShort; // it asked for more of the record than there is
    private long recordLine;
    private String recordText = "";
    private long recordLength;

    CsvLines(LineCursor lines, boolean multiLine, int longest) {
        this.lines = lines;
        this.multiLine = multiLine;
        this.longest = longest;
    }

    void beginRecord() {
        inRecord = false;
        cutShort = false;
        recordLength = 0;
    }

    /** After a bad record: what it left of its last line is not read. */
    void dropLine() {
        next = line.length();
    }

    /** Whether the record lacks an end where the file ends, or where its line ends and no further one may follow. */
    boolean isCutShort() {
        return cutShort;
    }

    /** The number of the line in which the record begins. */
    long recordLine() {
        return recordLine;
    }

    /** The line in which the record begins. */
    String recordText() {
        int end = recordText.endsWith("\r\n") ? 2 : 1;
        return recordText.substring(0, Math.max(0, recordText.length() - end));
    }

    /** Gives at most up to the end of a line, and up to a lone carriage return, for it may end a record as well. */
    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        if (next == line.length() && !nextLine()) {
            cutShort = inRecord;
            return -1;
        }
        if (!inRecord) {
            inRecord = true;
            recordLine = lines.lineNumber();
            recordText = line;
        }
        int end = line.indexOf('\r', next) + 1;
        if (end == 0 || end == line.length() - 1) {
            end = line.length();
        }
        int given = Math.min(length, end - next);
        line.getChars(next, next + given, buffer, offset);
        next += given;
        checkLength(given);
        return given;
    }

    private boolean nextLine() throws IOException {
        if (inRecord && !multiLine) {
            return false;
        }
        String more = lines.line();
        if (more == null) {
            return false;
        }
        line = more + lines.lineBreak();
        next = 0;
        return true;
    }

    private void checkLength(int given) {
        recordLength += given;
        if (recordLength - 2 > longest) { // a line break does not count
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    lines.position(recordLine) + ": the record is longer than " + longest
                            + " characters; end the quoted field that may have no end, or raise tidewheel.files.max.line.bytes");
        }
    }

    @Override
    public void close() {
        // the lines belong to the cursor
    }
}
