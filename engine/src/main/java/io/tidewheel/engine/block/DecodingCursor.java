package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;

/** Reads rows from bytes, one at a time. */
final class DecodingCursor implements Cursor {

    private final Codecs.Decoder in;
    private Lane lane = Lane.OBJECTS;
    private long left; // rows of the chunk that are to come
    private long begun; // rows of all chunks up to and with this one
    private boolean ended;

    DecodingCursor(Codecs.Decoder in) {
        this.in = in;
    }

    @Override
    public void drain(Sink sink) throws Exception {
        boolean more = true;
        while (more && !sink.done()) {
            more = advance(sink);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        if (left == 0 && !next()) {
            return false;
        }
        left--;
        switch (lane) {
            case OBJECTS -> sink.accept(in.read());
            case PAIRS -> {
                Object key = in.read();
                sink.accept(key, in.read());
            }
            case LONGS -> sink.acceptLong(in.readLong());
            case DOUBLES -> sink.acceptDouble(Double.longBitsToDouble(in.readLong()));
        }
        return true;
    }

    private boolean next() throws IOException {
        if (!ended) {
            long head = in.readLong();
            left = head >>> 2;
            begun += left;
            lane = Lane.of(head);
            ended = head == 0;
        }
        return !ended;
    }

    /** How many rows were read. */
    long rows() {
        return begun - left;
    }

    @Override
    public String position() {
        return "record " + rows();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        begun -= left;
        left = 0;
        in.close();
    }
}
