package io.tidewheel.batch.file;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fields of the record that was read last. Used again for each record. */
final class CsvFields extends AbstractBaseCsvCallbackHandler<CsvFields> {
    private final CsvLines lines;
    private String[] values = new String[16];
    private boolean[] quoted = new boolean[16];
    private int count;

    CsvFields(CsvLines lines) {
        this.lines = lines;
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

    @Override
    protected void handleBegin(long startingLineNumber) {
        count = 0;
        lines.beginRecord();
    }

    @Override
    protected void handleField(int field, char[] buffer, int offset, int length, boolean wasQuoted) {
        if (field == values.length) {
            values = Arrays.copyOf(values, field * 2);
            quoted = Arrays.copyOf(quoted, field * 2);
        }
        values[field] = new String(buffer, offset, length);
        quoted[field] = wasQuoted;
        count = field + 1;
    }

    /** Null for a blank line, which is skipped. */
    @Override
    protected @Nullable CsvFields buildRecord() {
        boolean blank = count == 0 || (count == 1 && !quoted[0] && values[0].isBlank());
        return blank ? null : this;
    }
}
