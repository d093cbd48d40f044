package io.tidewheel.integration.hostile;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.CachedRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Cached rows as bytes, dropped at random. */
final class ForgetfulStore {
    private record Key(long id, int partition) {}

    private static final class Stored {
        private final byte[] bytes;
        private final int rows;

        Stored(byte[] bytes, int rows) {
            this.bytes = bytes;
            this.rows = rows;
        }
    }

    private final Codecs codecs;
    private final Random random;
    private final Map<Key, Stored> stored = new HashMap<>();
    private int forgotten;

    ForgetfulStore(Codecs codecs, Random random) {
        this.codecs = codecs;
        this.random = random;
    }

    @Nullable
    Cursor read(CachedRows rows, int partition) {
        Key key = new Key(rows.id(), partition);
        if (stored.containsKey(key) && random.nextInt(3) == 0) {
            stored.remove(key);
            forgotten++;
        }
        Stored found = stored.get(key);
        return found == null ? null : open(found);
    }

    Cursor store(CachedRows rows, int partition, Cursor computed) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoding sink = new Encoding(codecs.encoder(bytes));
        try (computed) {
            computed.drain(sink);
        }
        sink.encoder.close();
        Stored whole = new Stored(bytes.toByteArray(), sink.rows);
        stored.put(new Key(rows.id(), partition), whole);
        return open(whole);
    }

    void forget(long id) {
        stored.keySet().removeIf(key -> key.id == id);
    }

    /** How often a stored partition was dropped. */
    int forgotten() {
        return forgotten;
    }

    private Cursor open(Stored rows) {
        return new Decoding(codecs.decoder(new ByteArrayInputStream(rows.bytes)), rows.rows);
    }

    private static final class Encoding extends Sink {
        private final Codecs.Encoder encoder;
        private int rows;

        Encoding(Codecs.Encoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            encoder.write(row);
            rows++;
        }
    }

    private static final class Decoding implements Cursor {
        private final Codecs.Decoder decoder;
        private int left;

        Decoding(Codecs.Decoder decoder, int rows) {
            this.decoder = decoder;
            this.left = rows;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (!sink.done() && advance(sink)) {}
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            if (left == 0) {
                return false;
            }
            left--;
            sink.accept(decoder.read());
            return true;
        }

        @Override
        public void close() throws IOException {
            decoder.close();
        }
    }
}
