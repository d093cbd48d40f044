package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.util.Set;

/** A source as one process of a simulation reaches it: each call passes two places where it may fail. */
record OutsideSource<T>(Outside outside, String name, StreamSource<T> source) implements StreamSource<T> {
    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return source.limits();
    }

    @Override
    public SourceDriver<T> open(SourceContext context) throws Exception {
        return new Driver<>(outside, name, outside.call(name + " open", () -> source.open(context)));
    }

    private record Driver<T>(Outside outside, String name, SourceDriver<T> driver) implements SourceDriver<T> {
        @Override
        public Offset start() throws Exception {
            return outside.call(name + " start", () -> driver.start());
        }

        @Override
        public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
            return outside.call(name + " plan", () -> driver.plan(from, limit));
        }

        @Override
        public boolean freezeEnd() throws Exception {
            return driver.freezeEnd();
        }

        @Override
        public SplitFormat<T> format() {
            return new Format<>(outside, name, driver.format());
        }

        @Override
        public void commit(Offset lowWater) throws Exception {
            outside.call(name + " commit", () -> driver.commit(lowWater));
        }

        @Override
        public void close() throws IOException {
            driver.close();
        }
    }

    /** Goes to tasks of this very process only. */
    @SuppressWarnings("serial") // never serialised
    private record Format<T>(Outside outside, String name, SplitFormat<T> format) implements SplitFormat<T> {
        @Override
        public SplitReader<T> open(Split split) throws Exception {
            return new Reader<>(outside, name, outside.call(name + " split", () -> format.open(split)));
        }
    }

    private record Reader<T>(Outside outside, String name, SplitReader<T> reader) implements SplitReader<T> {
        @Override
        public boolean read(RowReceiver<T> rows, int atMost) throws Exception {
            return outside.call(name + " read", () -> reader.read(rows, atMost));
        }

        @Override
        public String position() {
            return reader.position();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
