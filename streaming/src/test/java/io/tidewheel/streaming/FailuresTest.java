package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.SourceState;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query says when a source or a sink throws: which one, at what, and that it is not the user's function. */
class FailuresTest {
    @TempDir
    Path checkpoint;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.batch.max.failures", "1")
            .open();

    @AfterEach
    void close() {
        tidewheel.close();
    }

    private Streams streams() {
        return Streams.on(tidewheel).checkpoint(checkpoint.toString());
    }

    /** Three rounds: sources are told what to let go of after the second. */
    private static @Nullable Throwable failure(Streams streams, MemorySource<Integer> numbers) {
        return catchThrowable(() -> {
            Query query = streams.start("q");
            try {
                for (int round = 0; round < 3; round++) {
                    numbers.add(round);
                    query.processAllAvailable();
                }
            } finally {
                query.stop();
            }
            query.await();
        });
    }

    private static void assertNamed(@Nullable Throwable failure, String... parts) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.RESOURCE))
                .hasMessageContainingAll(parts)
                .hasMessageContaining("the pipe broke")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "recover", "prepare", "commit", "close"})
    void when_aSinkThrows_then_theFailureNamesIt(String call) {
        FakeTwoPhaseSink<Pair<Integer, Long>> sink = FakeTwoPhaseSink.create();
        sink.onCall(step -> {
            if (step.equals("before " + call)) {
                throw new IOException("the pipe broke");
            }
        });
        MemorySource<Integer> numbers = MemorySource.create();
        Streams streams = streams();
        streams.from("numbers", numbers).keyBy(n -> n).aggregate(count()).to("orders", sink);
        assertNamed(failure(streams, numbers), call.equals("close") ? "closed" : "sink 'orders'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "write", "finish"})
    void when_aWriterOfASinkThrowsInATask_then_theFailureNamesTheSink(String call) {
        MemorySource<Integer> numbers = MemorySource.create();
        Streams streams = streams();
        streams.from("numbers", numbers).to("orders", new BrokenWriters(call));
        assertNamed(failure(streams, numbers), "sink 'orders'", "partition 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "start", "plan", "split", "read", "remember", "commit", "freezeEnd", "close"})
    void when_aSourceThrows_then_theFailureNamesIt(String call) {
        MemorySource<Integer> numbers = MemorySource.create();
        Streams streams = streams();
        if (call.equals("freezeEnd")) {
            streams.trigger(Trigger.availableNow());
        }
        streams.from("clicks", new BrokenSource(numbers, call))
                .keyBy(n -> n)
                .aggregate(count())
                .to("out", MemorySink.create());
        assertNamed(failure(streams, numbers), call.equals("close") ? "closed" : "source 'clicks'");
    }

    private static void breakAt(String here, String call) throws IOException {
        if (here.equals(call)) {
            throw new IOException("the pipe broke");
        }
    }

    private record BrokenWriters(String call) implements DirectSink<Integer> {
        @Override
        public String describe() {
            return "broken";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPEATS;
        }

        @Override
        public Driver<Integer> open(SinkContext context) {
            String breaking = call;
            return batch -> batch.write(task -> {
                breakAt("open", breaking);
                return new BrokenWriter(breaking);
            });
        }
    }

    private record BrokenWriter(String call) implements SinkWriter<Integer> {
        @Override
        public void write(ChangeKind kind, Integer row) throws IOException {
            breakAt("write", call);
        }

        @Override
        public byte[] finish() throws IOException {
            breakAt("finish", call);
            return new byte[0];
        }
    }

    private record BrokenSource(MemorySource<Integer> numbers, String call) implements StreamSource<Integer> {
        @Override
        public String describe() {
            return "broken";
        }

        @Override
        public SourceDriver<Integer> open(SourceContext context) throws IOException {
            breakAt("open", call);
            return new BrokenDriver(numbers.open(context), call);
        }
    }

    private static final class BrokenDriver extends ForwardingDriver<Integer> {
        private final String call;

        BrokenDriver(SourceDriver<Integer> whole, String call) {
            super(whole);
            this.call = call;
        }

        @Override
        public Offset start() throws Exception {
            breakAt("start", call);
            return super.start();
        }

        @Override
        public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
            breakAt("plan", call);
            return super.plan(from, limit);
        }

        @Override
        public boolean freezeEnd() throws Exception {
            breakAt("freezeEnd", call);
            return super.freezeEnd();
        }

        @Override
        public SplitFormat<Integer> format() {
            SplitFormat<Integer> rows = super.format();
            String breaking = call;
            return split -> {
                breakAt("split", breaking);
                return breaking.equals("read") ? new BrokenReader() : rows.open(split);
            };
        }

        @Override
        public void remember(List<Split> splits, SourceState.Changes changes) throws Exception {
            breakAt("remember", call);
            super.remember(splits, changes);
        }

        @Override
        public void commit(Offset lowWater) throws Exception {
            breakAt("commit", call);
            super.commit(lowWater);
        }

        @Override
        public void close() throws IOException {
            super.close();
            breakAt("close", call);
        }
    }

    private record BrokenReader() implements SplitReader<Integer> {
        @Override
        public boolean read(RowReceiver<Integer> rows, int atMost) throws IOException {
            throw new IOException("the pipe broke");
        }

        @Override
        public String position() {
            return "row 7";
        }
    }
}
