package io.tidewheel.integration.hostile;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cached rows as bytes, dropped at random. */
final class ForgetfulStore {
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
    private final Map<CachedBlock, Stored> stored = new HashMap<>();
    private final Set<CachedBlock> lost = new HashSet<>(); // once, to who cannot compute it
    private int forgotten;

    ForgetfulStore(Codecs codecs, Random random) {
        this.codecs = codecs;
        this.random = random;
    }

    @Nullable
    Cursor read(CachedBlock key) {
        if (stored.containsKey(key) && random.nextInt(3) == 0) {
            stored.remove(key);
            forgotten++;
        }
        Stored found = stored.get(key);
        return found == null ? null : open(found);
    }

    /** As {@link #read}, for who has to ask somebody else to compute again what is gone: no block is lost to it twice. */
    @Nullable
    Cursor readOrAsk(CachedBlock key) {
        if (lost.contains(key)) {
            Stored found = stored.get(key);
            return found == null ? null : open(found);
        }
        Cursor rows = read(key);
        if (rows == null) {
            lost.add(key);
        }
        return rows;
    }

    Cursor store(CachedBlock key, Cursor computed) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Encoding sink = new Encoding(codecs.encoder(bytes));
        try (computed) {
            computed.drain(sink);
        }
        sink.encoder.close();
        Stored whole = new Stored(bytes.toByteArray(), sink.rows);
        stored.put(key, whole);
        return open(whole);
    }

    void forget(long id) {
        stored.keySet().removeIf(key -> key.cachedId() == id);
        lost.removeIf(key -> key.cachedId() == id);
    }

    void forget(long id, long run) {
        stored.keySet().removeIf(key -> key.cachedId() == id && key.run() == run);
        lost.removeIf(key -> key.cachedId() == id && key.run() == run);
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
