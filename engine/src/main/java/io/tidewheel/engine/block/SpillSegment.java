package io.tidewheel.engine.block;

import io.tidewheel.codec.Frames;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;

/** A part of a {@link SpillFile} that is read by itself. */
public record SpillSegment(SpillFile file, long start, long bytes) {
    /**
     * Opens the segment at its start. A missing or damaged file shows, now or while reading, as
     * {@link SpillLostException}, which passes decoders as every exception of a stream does.
     */
    public InputStream open() throws IOException {
        try {
            return new Guarded(
                    Frames.expand(new BufferedInputStream(file.open(start), 16 << 10), file.toString()), this);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new SpillLostException(file.path(), e);
        }
    }

    private static final class Guarded extends FilterInputStream {
        private final SpillSegment segment;

        Guarded(InputStream in, SpillSegment segment) {
            super(in);
            this.segment = segment;
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        /** A reader that is cancelled has lost nothing: others go on with the file. */
        private IOException lost(IOException e) {
            return e instanceof ClosedByInterruptException ? e : new SpillLostException(segment.file.path(), e);
        }
    }
}
