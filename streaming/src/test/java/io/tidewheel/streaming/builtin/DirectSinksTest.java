package io.tidewheel.streaming.builtin;

import static io.tidewheel.streaming.sink.ChangeKind.DELETE;
import static io.tidewheel.streaming.sink.ChangeKind.INSERT;
import static io.tidewheel.streaming.sink.ChangeKind.UPDATE_AFTER;
import static io.tidewheel.streaming.sink.ChangeKind.UPDATE_BEFORE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.builtin.MemorySink.Change;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectSinksTest {
    private static SinkContext context(String queryId) {
        return new SinkContext(
                "q", queryId, 1, "s", Set.of(INSERT), true, Storages.DEFAULT, Codecs.DEFAULT, Clock.SYSTEM);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static <T> SinkBatch<T> batch(long id, Change<T>... rows) {
        List<Change<T>> changes = List.of(rows);
        return new SinkBatch<>() {
            @Override
            public long batchId() {
                return id;
            }

            @Override
            public long batchTimeMillis() {
                return 0;
            }

            @Override
            public void forEach(RowConsumer<? super T> consumer) throws Exception {
                for (Change<T> change : changes) {
                    consumer.accept(change.kind(), change.row());
                }
            }

            @Override
            public List<byte[]> write(WriterFactory<? super T> writers) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void when_aBatchIsWrittenAgain_then_theMemorySinkHoldsItOnce() throws Exception {
        MemorySink<String> sink = MemorySink.create();
        DirectSink.Driver<String> driver = sink.open(context("a"));

        driver.write(batch(0, new Change<>(INSERT, "x")));
        driver.write(batch(1, new Change<>(INSERT, "y"), new Change<>(INSERT, "z")));
        driver.write(batch(1, new Change<>(INSERT, "y"), new Change<>(INSERT, "z")));
        driver.write(batch(2));

        assertThat(sink.rows()).containsExactly("x", "y", "z");
        assertThat(sink.batches()).isEqualTo(Map.of(0L, List.of("x"), 1L, List.of("y", "z"), 2L, List.of()));
        sink.clear();
        assertThat(sink.rows()).isEmpty();
    }

    @Test
    void when_changesOfPairsCome_then_theMemorySinkKnowsTheLatestOfEachKey() throws Exception {
        MemorySink<Pair<String, Long>> sink = MemorySink.create();
        DirectSink.Driver<Pair<String, Long>> driver = sink.open(context("a"));

        driver.write(batch(
                0,
                new Change<>(UPDATE_AFTER, Pair.of("a", 1L)),
                new Change<>(UPDATE_AFTER, Pair.of("b", 1L)),
                new Change<>(UPDATE_AFTER, Pair.of("c", 1L))));
        driver.write(batch(
                1,
                new Change<>(UPDATE_BEFORE, Pair.of("a", 1L)),
                new Change<>(UPDATE_AFTER, Pair.of("a", 2L)),
                new Change<>(DELETE, Pair.of("b", 1L))));

        assertThat(sink.latest()).containsExactly(Map.entry("a", 2L), Map.entry("c", 1L));
        assertThat(sink.changes()).hasSize(6);
    }

    @Test
    void when_anotherQueryOpensTheMemorySink_then_itStartsEmptyAndARestartDoesNot() throws Exception {
        MemorySink<String> sink = MemorySink.create();
        sink.open(context("a")).write(batch(5, new Change<>(INSERT, "x")));

        sink.open(context("a"));
        assertThat(sink.rows()).containsExactly("x");
        sink.open(context("b"));
        assertThat(sink.rows()).isEmpty();
    }

    @Test
    void when_onlyTheLastBatchesAreKept_then_theOldestGo() throws Exception {
        MemorySink<String> sink = MemorySink.keepingLast(1);
        DirectSink.Driver<String> driver = sink.open(context("a"));

        driver.write(batch(0, new Change<>(INSERT, "x")));
        driver.write(batch(1, new Change<>(INSERT, "y")));

        assertThat(sink.rows()).containsExactly("y");
    }

    @Test
    void when_rowsComeToTheConsole_then_theirBatchIsNamedAndEmptyOnesAreNot() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ConsoleSink<String> sink = ConsoleSink.<String>rows().on(new PrintStream(bytes, true, UTF_8));
        DirectSink.Driver<String> driver = sink.open(context("a"));

        driver.write(batch(0, new Change<>(INSERT, "x"), new Change<>(DELETE, "w")));
        driver.write(batch(1));
        driver.write(batch(2, new Change<>(UPDATE_AFTER, "y")));

        assertThat(bytes.toString(UTF_8).lines()).containsExactly("batch 0", "x", "- w", "batch 2", "y");
    }
}
