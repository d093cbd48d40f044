package io.tidewheel.streaming.task;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The rows of a partition in a file.
 *
 * @param bytes of the file
 * @param places of every so many rows: where one begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeptRows(String file, long count, long bytes, long[] places) implements Serializable {
    private static final int STEP = 256;

    /** Notes where rows begin. */
    static final class Index {
        private long[] places = new long[16];
        private long count;

        void add(long place) {
            if (count % STEP == 0) {
                int next = (int) (count / STEP);
                places = next < places.length ? places : Arrays.copyOf(places, next * 2);
                places[next] = place;
            }
            count++;
        }

        KeptRows of(Path file, long bytes) {
            int known = (int) ((count + STEP - 1) / STEP);
            return new KeptRows(file.toString(), count, bytes, Arrays.copyOf(places, known));
        }
    }

    /** About how many bytes rows have from {@code row} on. */
    public long bytesFrom(long row) {
        return row == count ? 0 : bytes - places[(int) (row / STEP)];
    }

    /**
     * Up to which row, at most {@code to}, the rows from {@code from} on have no more than so many bytes; {@code from} if not
     * even the first has.
     */
    public long fitting(long from, long to, long most) throws IOException {
        if (bytesFrom(from) <= most) {
            return to;
        }
        try (DataInputStream in = from(from)) {
            long end = from;
            for (long left = most; end < to; end++) {
                int length = in.readInt();
                left -= length;
                if (left < 0) {
                    break;
                }
                in.skipNBytes(length);
            }
            return end;
        }
    }

    /** Opens the file where a row begins. */
    public DataInputStream from(long row) throws IOException {
        FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.READ);
        InputStream in = Channels.newInputStream(channel);
        DataInputStream rows = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        try {
            channel.position(row == count ? channel.size() : places[(int) (row / STEP)]);
            for (long skipped = row - row % STEP; skipped < row && row < count; skipped++) {
                rows.skipNBytes(rows.readInt());
            }
            return rows;
        } catch (IOException e) {
            rows.close();
            throw e;
        }
    }
}
