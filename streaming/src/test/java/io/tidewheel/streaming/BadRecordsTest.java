package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadRecordsTest {
    @TempDir
    Path checkpoint;

    private final Tidewheel tidewheel = Tidewheel.builder()
            .master("local[2]")
            .config("tidewheel.batch.retry.delay", "1ms")
            .open();
    private final MemorySource<String> texts = MemorySource.of("1", "one", "2", "1");
    private final MemorySink<Pair<Integer, Long>> counted = MemorySink.create();

    @AfterEach
    void close() {
        tidewheel.close();
    }

    private Streams streams() {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint.toString());
        streams.from("texts", new ParsedNumbers(texts))
                .keyBy(n -> n)
                .aggregate(count())
                .named("counts")
                .to("out", counted);
        return streams;
    }

    @Test
    void when_nobodySaysWhatToDo_then_theBatchFailsWithRecordAndPlace() {
        Query query = streams().start("q");
        assertThatThrownBy(query::await)
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_DATA))
                .hasMessageContainingAll("source 'texts' cannot read 'one'", "skip bad records");
        assertThat(counted.rows()).isEmpty();
    }

    @Test
    void when_badRecordsAreSkipped_then_theyAreCountedExactlyAlsoOverARestart() {
        Query query = streams().skipBadRecords().start("q");
        query.processAllAvailable();
        assertThat(counted.rows()).containsExactlyInAnyOrder(Pair.of(1, 2L), Pair.of(2, 1L));
        query.stop();
        texts.add("two");
        Query again = streams().skipBadRecords().start("q");
        again.processAllAvailable();
        QueryProgress progress = again.lastProgress();
        again.stop();
        assertThat(progress).isNotNull();
        assertThat(progress.counters()).containsEntry("badRecords.texts", 2L);
        assertThat(progress.sources().get(0).numBadRecords()).isEqualTo(1);
    }

    @Test
    void when_noStepHasState_then_badRecordsAreCommittedWithTheirBatchAllTheSame() {
        FakeTwoPhaseSink<DeadLetter> letters = FakeTwoPhaseSink.create();
        FakeTwoPhaseSink<Integer> out = FakeTwoPhaseSink.create();
        Streams streams =
                Streams.on(tidewheel).checkpoint(checkpoint.toString()).deadLetters(letters);
        streams.from("texts", new ParsedNumbers(texts)).to("out", out); // a name after that of the dead letters
        Query query = streams.start("q");
        query.processAllAvailable();
        query.stop();
        assertThat(out.rows()).containsExactly(1, 2, 1);
        assertThat(letters.batches().get(0L))
                .singleElement()
                .extracting(DeadLetter::record)
                .isEqualTo("one");
    }

    @Test
    void when_functionsDoNotReadAllRows_then_badRecordsAreKeptAndCountedAllTheSame() {
        MemorySink<DeadLetter> letters = MemorySink.create();
        Streams streams =
                Streams.on(tidewheel).checkpoint(checkpoint.toString()).deadLetters(letters);
        streams.from("texts", new ParsedNumbers(texts)).forEachBatch("half", (rows, batch) -> rows.take(1));
        Query query = streams.start("q");
        query.processAllAvailable();
        QueryProgress progress = query.lastProgress();
        query.stop();
        assertThat(letters.rows()).extracting(DeadLetter::record).containsExactly("one");
        assertThat(progress).isNotNull();
        assertThat(progress.numInputRows()).isEqualTo(3);
        assertThat(progress.counters()).containsEntry("badRecords.texts", 1L);
        assertThat(progress.sinks())
                .singleElement()
                .extracting(QueryProgress.SinkProgress::numOutputRows)
                .isEqualTo(1L);
    }

    @Test
    void when_badRecordsHaveASink_then_theyAreCommittedWithTheirBatch() {
        FakeTwoPhaseSink<DeadLetter> letters = FakeTwoPhaseSink.create();
        Query query = streams().deadLetters(letters).start("q");
        query.processAllAvailable();
        query.stop();
        assertThat(letters.rows()).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("texts");
            assertThat(letter.record()).isEqualTo("one");
            assertThat(letter.error()).contains("one");
        });
        assertThat(counted.rows()).hasSize(2);
    }
}
