package io.tidewheel.batch.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.engine.cursor.Throwing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The records of one CSV file or split, one after the other; goes on after a bad one. */
final class CsvRecords {
    private static final int PARSER_READS = 8192; // characters at once, into a buffer that holds the field so far

    private final CsvLines lines;
    private final CsvFields fields;
    private final CsvReader.CsvReaderBuilder parser;
    private final boolean multiLine;
    private Iterator<CsvFields> records;

    /** @param maxRecordChars a longer record is an error */
    CsvRecords(LineCursor from, CsvOptions options, int maxRecordChars) {
        this.multiLine = options.multiLine();
        this.lines = new CsvLines(from, multiLine, maxRecordChars);
        this.fields = new CsvFields(lines);
        this.parser = CsvReader.builder()
                .fieldSeparator(options.separator())
                .quoteCharacter(options.quote())
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize((int) Math.min(Integer.MAX_VALUE - 8, maxRecordChars + 4L * PARSER_READS));
        this.records = parser.build(fields, lines).iterator();
    }

    /** The fields of the next record, until the one after it is asked for; null at the end. */
    @Nullable
    CsvFields next() throws BadRecord, IOException {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            if (e.getCause() != null) {
                throw Throwing.sneak(e.getCause()); // thrown by the lines
            }
            lines.dropLine();
            records = parser.build(fields, lines).iterator();
            throw new BadRecord(reason(), e);
        }
    }

    private String reason() {
        if (!lines.isCutShort()) {
            return "field " + (fields.count() + 1)
                    + " goes on after its closing quote; a quote inside a quoted field is written twice";
        }
        return multiLine
                ? "the file ends inside a quoted field"
                : "a quoted field does not end in its line, which singleLine() promised";
    }

    /** The number of the line in which the last record begins. */
    long line() {
        return lines.recordLine();
    }

    /** The line in which the last record begins. */
    String text() {
        return lines.recordText();
    }
}
