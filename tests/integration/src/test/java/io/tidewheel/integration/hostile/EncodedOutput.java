package io.tidewheel.integration.hostile;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.ExchangeInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** One map task's output for one reduce partition, as bytes. */
final class EncodedOutput {
    private final int mapPartition;
    private final long rows;
    private final byte[] bytes;

    EncodedOutput(int mapPartition, long rows, byte[] bytes) {
        this.mapPartition = mapPartition;
        this.rows = rows;
        this.bytes = bytes;
    }

    /** Read by one task; every reader decodes objects of its own, so that it may say it is the only one, or not. */
    ExchangeInput input(BlockFormat format, Codecs codecs, boolean exclusive) {
        return new Input(this, format, codecs, exclusive);
    }

    private static final class Input implements ExchangeInput {
        private final EncodedOutput output;
        private final BlockFormat format;
        private final Codecs codecs;
        private final boolean exclusive;
        private boolean opened;

        Input(EncodedOutput output, BlockFormat format, Codecs codecs, boolean exclusive) {
            this.output = output;
            this.format = format;
            this.codecs = codecs;
            this.exclusive = exclusive;
        }

        @Override
        public int mapPartition() {
            return output.mapPartition;
        }

        @Override
        public long rows() {
            return output.rows;
        }

        @Override
        public boolean exclusive() {
            return exclusive;
        }

        @Override
        public Cursor open() throws IOException {
            if (opened) {
                throw new IllegalStateException(
                        "the output of map partition " + output.mapPartition + " is opened a second time");
            }
            opened = true;
            return format.decode(new ByteArrayInputStream(output.bytes), codecs);
        }
    }
}
