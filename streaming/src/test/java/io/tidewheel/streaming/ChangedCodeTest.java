package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query stopped within a batch, and changed before it starts again. */
class ChangedCodeTest {
    @TempDir
    Path checkpoint;

    private final MemorySource<Integer> numbers = MemorySource.of(1, 2, 2);

    private Query start(Tidewheel tidewheel, boolean changed, StreamSink<Pair<Integer, Long>> sink) {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint.toString());
        DStream<Integer> stream = streams.from("numbers", numbers);
        DStream<Integer> used = changed ? stream.filter(n -> n > 1) : stream.map(ChangedCodeTest::failing);
        used.keyBy(n -> n).aggregate(count()).named("counts").to("out", sink);
        return streams.start("q");
    }

    private static int failing(int number) {
        throw new IllegalStateException("no " + number);
    }

    private static Tidewheel open(int cores) {
        return Tidewheel.builder()
                .master("local[" + cores + "]")
                .config("tidewheel.batch.max.failures", "1")
                .open();
    }

    @Test
    void when_everySinkCanTakeABatchBack_then_itIsPlannedAnewByTheNewCode() {
        FakeTwoPhaseSink<Pair<Integer, Long>> sink = FakeTwoPhaseSink.create();
        try (Tidewheel tidewheel = open(2)) {
            Query failed = start(tidewheel, false, sink);
            assertThatThrownBy(failed::await).hasMessageContaining("no ");
        }
        try (Tidewheel tidewheel = open(3)) {
            Query query = start(tidewheel, true, sink);
            query.processAllAvailable();
            query.stop();
        }
        assertThat(sink.rows()).containsExactly(Pair.of(2, 2L));
    }

    @Test
    void when_aSinkMayHoldAPartOfTheBatch_then_theStartIsRefused() {
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        try (Tidewheel tidewheel = open(2)) {
            Query failed = start(tidewheel, false, sink);
            assertThatThrownBy(failed::await).hasMessageContaining("no ");
            assertThatThrownBy(() -> start(tidewheel, true, sink))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageContainingAll("stopped within batch 0 and has been changed", "drain()");
        }
    }
}
