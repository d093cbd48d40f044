package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.io.IOException;

/** Consecutive rows of one lane. Pairs lie as key, value, key, value. Full from the start up to {@code rows}. */
record Chunk(Lane lane, Object array, int rows) {
    void encode(Codecs.Encoder out) throws IOException {
        out.writeLong((long) rows << 2 | lane.code());
        switch (lane) {
            case OBJECTS, PAIRS -> {
                Object[] objects = (Object[]) array;
                int count = lane == Lane.PAIRS ? 2 * rows : rows;
                for (int i = 0; i < count; i++) {
                    out.write(objects[i]);
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
}
