package io.tidewheel.streaming.builtin;

import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import java.util.Objects;

/** Rows of a log, as the objects that were pushed. */
final class RowReading<T> implements SplitReader<T> {
    private final String directory;
    private final RowRange range;
    private final RowJournal.Reading rows;
    private final Codecs.BytesValues values;
    private long next;

    RowReading(String directory, RowRange range, RowJournal.Reading rows, Codecs codecs) {
        this.directory = directory;
        this.range = range;
        this.rows = rows;
        this.values = codecs.bytesValues();
        this.next = range.from();
    }

    @Override
    public boolean read(RowReceiver<T> receiver, int atMost) throws Exception {
        for (int i = 0; i < atMost && next < range.to(); i++) {
            byte[] bytes = Objects.requireNonNull(rows.next());
            next++;
            receiver.row(row(bytes));
        }
        return next < range.to();
    }

    @SuppressWarnings("unchecked") // they were pushed as rows of this type
    private T row(byte[] bytes) {
        try {
            return (T) values.of(bytes, 0, bytes.length);
        } catch (TidewheelException e) {
            throw new TidewheelException(e.kind(), position() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String position() {
        return directory + " row " + Math.max(range.from(), next - 1);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
