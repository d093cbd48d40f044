package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import org.jspecify.annotations.Nullable;

/** Reads a table of keys and accumulators; a combining reader takes the table itself. */
final class TableCursor implements Cursor {
    private @Nullable CombineTable table;
    private final TableRows rows;

    TableCursor(CombineTable table) {
        this.table = table;
        this.rows = new TableRows(table);
    }

    /** The table, if nothing was read yet; the cursor has no more rows then. */
    @Nullable
    CombineTable table() {
        return table;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        if (table != null) {
            rows.drain(sink);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (table == null || !rows.next()) {
            return false;
        }
        sink.accept(rows.key, rows.value);
        return true;
    }

    @Override
    public long estimatedRows() {
        return rows.estimatedRows();
    }

    @Override
    public String position() {
        return "record " + rows.given();
    }

    @Override
    public void close() {
        table = null;
    }
}
