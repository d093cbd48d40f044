package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The bytes of {@link RowBlock}s: chunks, each a long of four times its rows plus its lane, then its rows; a long of 0
 * ends them.
 */
public final class RowFormat implements BlockFormat {
    public static final RowFormat INSTANCE = new RowFormat();

    private RowFormat() {}

    @Override
    public DecodingCursor decode(InputStream in, Codecs codecs) throws IOException {
        return new DecodingCursor(codecs.decoder(in));
    }

    static void write(List<SpillSegment> spilled, List<Chunk> chunks, OutputStream out, Codecs codecs)
            throws IOException {
        Codecs.Encoder encoder = codecs.encoder(out); // not closed: the caller owns the stream below
        for (SpillSegment segment : spilled) {
            copy(segment, encoder, codecs);
        }
        for (Chunk chunk : chunks) {
            chunk.encode(encoder);
        }
        encoder.writeLong(0);
        encoder.flush();
    }

    private static void copy(SpillSegment segment, Codecs.Encoder out, Codecs codecs) throws IOException {
        try (Codecs.Decoder in = codecs.decoder(segment.open())) {
            for (long head = in.readLong(); head != 0; head = in.readLong()) {
                out.writeLong(head);
                Lane lane = Lane.of(head);
                long values = (head >>> 2) * (lane == Lane.PAIRS ? 2 : 1);
                for (long i = 0; i < values; i++) {
                    if (lane == Lane.OBJECTS || lane == Lane.PAIRS) {
                        out.write(in.read());
                    } else {
                        out.writeLong(in.readLong());
                    }
                }
            }
        }
    }
}
