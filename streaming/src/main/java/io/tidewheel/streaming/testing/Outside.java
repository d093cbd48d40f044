package io.tidewheel.streaming.testing;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sinks as one process of a simulation reaches them: each call passes two places where it may fail. */
@FunctionalInterface
interface Outside {
    /** Called before and after each call has its effect, with a name for it; throws what happens to the process there. */
    void pass(String place) throws IOException;

    /** A call with an answer. */
    interface Call<R> {
        R run() throws Exception;
    }

    /** A call without one. */
    interface Action {
        void run() throws Exception;
    }

    default <R> R call(String name, Call<R> call) throws Exception {
        pass("before " + name);
        R result = uncovering(name, call);
        pass("after " + name);
        return result;
    }

    /** What a strict sink calls a bug must not look like a failure that another attempt mends. */
    private static <R> R uncovering(String name, Call<R> call) throws Exception {
        try {
            return call.run();
        } catch (TidewheelException e) {
            if (e.kind() == Kind.BUG || e.kind() == Kind.CHECKPOINT) {
                throw new AssertionError(name + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    default void call(String name, Action action) throws Exception {
        call(name, () -> {
            action.run();
            return name;
        });
    }

    /** As this process reaches it. */
    default <T> LedgerSink<T> ledger(String name, LedgerSink<T> sink) {
        return new Ledger<>(this, name, sink);
    }

    default <T> TwoPhaseSink<T> twoPhase(String name, TwoPhaseSink<T> sink) {
        return new TwoPhase<>(this, name, sink);
    }

    default <T> DirectSink<T> direct(String name, DirectSink<T> sink) {
        return new Direct<>(this, name, sink);
    }

    record Ledger<T>(Outside outside, String name, LedgerSink<T> sink) implements LedgerSink<T> {
        @Override
        public String describe() {
            return sink.describe();
        }

        @Override
        public LedgerSink.Driver<T> open(SinkContext context) throws Exception {
            return new LedgerDriver<>(outside, name, outside.call(name + " open", () -> sink.open(context)));
        }
    }

    record LedgerDriver<T>(Outside outside, String name, LedgerSink.Driver<T> driver) implements LedgerSink.Driver<T> {
        @Override
        public long recover() throws Exception {
            return outside.call(name + " recover", () -> driver.recover());
        }

        @Override
        public void write(SinkBatch<T> batch) throws Exception {
            outside.call(name + " write", () -> driver.write(batch));
        }

        @Override
        public void commit(long batchId) throws Exception {
            outside.call(name + " commit", () -> driver.commit(batchId));
        }

        @Override
        public void abort(long batchId) throws Exception {
            outside.call(name + " abort", () -> driver.abort(batchId));
        }

        @Override
        public void close() throws IOException {
            driver.close(); // also of a dead process: its connection breaks
        }
    }

    record TwoPhase<T>(Outside outside, String name, TwoPhaseSink<T> sink) implements TwoPhaseSink<T> {
        @Override
        public String describe() {
            return sink.describe();
        }

        @Override
        public TwoPhaseSink.Driver<T> open(SinkContext context) throws Exception {
            return new TwoPhaseDriver<>(outside, name, outside.call(name + " open", () -> sink.open(context)));
        }
    }

    record TwoPhaseDriver<T>(Outside outside, String name, TwoPhaseSink.Driver<T> driver)
            implements TwoPhaseSink.Driver<T> {
        @Override
        public void recover(long batchId, byte @Nullable [] token) throws Exception {
            outside.call(name + " recover", () -> driver.recover(batchId, token));
        }

        @Override
        public byte[] prepare(SinkBatch<T> batch) throws Exception {
            return outside.call(name + " prepare", () -> driver.prepare(batch));
        }

        @Override
        public void commit(long batchId, byte[] token) throws Exception {
            outside.call(name + " commit", () -> driver.commit(batchId, token));
        }

        @Override
        public void abort(long batchId) throws Exception {
            outside.call(name + " abort", () -> driver.abort(batchId));
        }

        @Override
        public void close() throws IOException {
            driver.close();
        }
    }

    record Direct<T>(Outside outside, String name, DirectSink<T> sink) implements DirectSink<T> {
        @Override
        public String describe() {
            return sink.describe();
        }

        @Override
        public OnReplay onReplay() {
            return sink.onReplay();
        }

        @Override
        public DirectSink.Driver<T> open(SinkContext context) throws Exception {
            return new DirectDriver<>(outside, name, outside.call(name + " open", () -> sink.open(context)));
        }
    }

    record DirectDriver<T>(Outside outside, String name, DirectSink.Driver<T> driver) implements DirectSink.Driver<T> {
        @Override
        public void write(SinkBatch<T> batch) throws Exception {
            outside.call(name + " write", () -> driver.write(batch));
        }

        @Override
        public void close() throws IOException {
            driver.close();
        }
    }
}
