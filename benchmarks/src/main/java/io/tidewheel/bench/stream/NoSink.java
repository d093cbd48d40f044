package io.tidewheel.bench.stream;

import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.SinkWriter;

/** Takes every row and does nothing with it, as Spark's sink "noop". */
final class NoSink<T> implements DirectSink<T> {
    @Override
    public String describe() {
        return "no sink";
    }

    @Override
    public OnReplay onReplay() {
        return OnReplay.REPLACES;
    }

    @Override
    public Driver<T> open(SinkContext context) {
        return batch -> batch.write(task -> new Nowhere<>());
    }

    private static final class Nowhere<T> implements SinkWriter<T> {
        @Override
        public void write(ChangeKind kind, T row) {}

        @Override
        public byte[] finish() {
            return new byte[0];
        }
    }
}
