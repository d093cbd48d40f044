package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.io.IOException;

/** Consecutive rows of one lane. Those of pairs are a {@link PairChunk}. Full from the start up to {@code rows}. */
record Chunk(Lane lane, Object array, int rows) {
    void encode(Codecs.Encoder out) throws IOException {
        writeHead(lane, rows, out);
        switch (lane) {
            case OBJECTS -> {
                Object[] objects = (Object[]) array;
                for (int i = 0; i < rows; i++) {
                    out.write(objects[i]);
                }
            }
            case PAIRS -> {
                PairChunk pairs = (PairChunk) array;
                for (int i = 0; i < rows; i++) {
                    out.write(pairs.key(i));
                    out.write(pairs.value(i));
                }
            }
            case LONGS -> {
                long[] longs = (long[]) array;
                for (int i = 0; i < rows; i++) {
                    out.writeLong(longs[i]);
                }
            }
            case DOUBLES -> {
                double[] doubles = (double[]) array;
                for (int i = 0; i < rows; i++) {
                    out.writeLong(Double.doubleToRawLongBits(doubles[i]));
                }
            }
        }
    }

    static void writeHead(Lane lane, long rows, Codecs.Encoder out) throws IOException {
        out.writeLong(rows << 2 | lane.code());
    }
}
