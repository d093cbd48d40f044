package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.PairWriter;
import io.tidewheel.engine.cursor.Cursor;
import java.io.IOException;
import java.io.OutputStream;

/** A map task's combined rows for one reduce partition: the sorted table they were combined in. */
final class TableBlock implements Block {
    private final CombineTable table;
    private final long entryBytes;
    private final Codecs codecs;

    TableBlock(CombineTable table, long entryBytes, Codecs codecs) {
        this.table = table;
        this.entryBytes = entryBytes;
        this.codecs = codecs;
    }

    @Override
    public long rows() {
        return table.size;
    }

    @Override
    public long heapBytes() {
        return table.arrayBytes() + table.size * entryBytes;
    }

    @Override
    public Cursor read() {
        return new TableCursor(table);
    }

    @Override
    public Cursor take() {
        return new TableCursor(table);
    }

    @Override
    public void encode(OutputStream out) throws IOException {
        PairWriter writer = new PairWriter(out, codecs);
        TableRows rows = new TableRows(table);
        while (rows.next()) {
            writer.write(rows.key, rows.value);
        }
        writer.finish();
    }
}
