package io.tidewheel.junit;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How rows are shown in messages. */
final class RowText {
    /** How many rows of each kind a message shows. */
    private static final int SHOWN = 20;

    private RowText() {}

    /** One row a line, the first few only. */
    static String lines(List<?> rows) {
        StringBuilder text = new StringBuilder();
        for (Object row : rows.subList(0, Math.min(SHOWN, rows.size()))) {
            text.append("\n    ").append(of(row));
        }
        if (rows.size() > SHOWN) {
            text.append("\n    and ").append(rows.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    static String of(@Nullable Object row) {
        if (row instanceof String text) {
            return '"' + text + '"';
        }
        if (row != null && row.getClass().isArray()) {
            String text = Arrays.deepToString(new Object[] {row});
            return text.substring(1, text.length() - 1);
        }
        return String.valueOf(row);
    }
}
