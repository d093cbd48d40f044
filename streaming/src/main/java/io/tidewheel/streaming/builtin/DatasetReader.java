package io.tidewheel.streaming.builtin;

import io.tidewheel.codec.Codecs;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SplitReader;
import java.io.DataInputStream;
import java.io.IOException;

/** Rows of a partition of a dataset. */
final class DatasetReader<T> implements SplitReader<T> {
    private final int partition;
    private final long to;
    private final DataInputStream in;
    private final Codecs.BytesValues values;
    private long next;
    private byte[] bytes = new byte[256];

    DatasetReader(int partition, long from, long to, DataInputStream in, Codecs codecs) {
        this.partition = partition;
        this.next = from;
        this.to = to;
        this.in = in;
        this.values = codecs.bytesValues();
    }

    @Override
    @SuppressWarnings("unchecked") // the bytes are those of a row of the dataset
    public boolean read(RowReceiver<T> rows, int atMost) throws Exception {
        for (int i = 0; i < atMost && next < to; i++) {
            int length = in.readInt();
            bytes = length <= bytes.length ? bytes : new byte[Math.max(length, bytes.length * 2)];
            in.readFully(bytes, 0, length);
            next++;
            rows.row((T) values.of(bytes, 0, length));
        }
        return next < to;
    }

    @Override
    public String position() {
        return "partition " + partition + ", row " + Math.max(0, next - 1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
