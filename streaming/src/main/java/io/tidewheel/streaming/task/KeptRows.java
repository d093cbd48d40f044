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
 * @param places of every so many rows: where one begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeptRows(String file, long count, long[] places) implements Serializable {
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

        KeptRows of(Path file) {
            int known = (int) ((count + STEP - 1) / STEP);
            return new KeptRows(file.toString(), count, Arrays.copyOf(places, known));
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
