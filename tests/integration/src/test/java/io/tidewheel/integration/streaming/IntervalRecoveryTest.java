package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.config.Keys;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.StateSpec;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.state.KeyState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations of intervals over a start, a crash and another start, on real disks; and over the hostile backend. */
class IntervalRecoveryTest {
    private static final AtomicBoolean CRASHES = new AtomicBoolean();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private static @Nullable Integer sum(Iterable<Integer> values, @Nullable Integer state) {
        int sum = state == null ? 0 : state;
        for (int value : values) {
            sum += value;
        }
        return sum;
    }

    private static int number(String line) {
        if (line.equals("4") && CRASHES.get()) {
            throw new IllegalStateException("the power fails");
        }
        return Integer.parseInt(line);
    }

    private void put(String name, int second, String... lines) throws IOException {
        Path elsewhere = Files.write(folder.resolve(name), List.of(lines));
        Files.setLastModifiedTime(elsewhere, FileTime.fromMillis(second * 1000L));
        Files.move(elsewhere, Files.createDirectories(folder.resolve("in")).resolve(name));
    }

    /** Each batch stands for an interval. */
    private Streams streams(Tidewheel session, StateKind state, String checkpoint) {
        return Streams.on(session)
                .checkpoint(folder.resolve(checkpoint).toString())
                .state(state)
                .interval(Duration.ofSeconds(1))
                .trigger(Trigger.availableNow());
    }

    private void summing(Tidewheel session, StateKind state, MemorySink<Pair<String, Integer>> sink) {
        Streams streams = streams(session, state, "sums").maxFilesPerBatch(1);
        KeyedDStream<String, Integer> sums = streams.from(
                        "in", FileSource.lines(folder.resolve("in").toString()))
                .map(IntervalRecoveryTest::number)
                .keyBy(n -> n % 2 == 0 ? "even" : "odd")
                .reduceByKey(Integer::sum);
        sums.to("now", MemorySink.create());
        sums.updateStateByKey(IntervalRecoveryTest::sum).to("out", sink);
        streams.start("sums").await();
    }

    private static TidewheelBuilder builder(String master, String name) {
        return Tidewheel.builder().master(master).name(name).config(Keys.BATCH_MAX_FAILURES, 1);
    }

    /** The settings are those of the code that starts it, as its master is: nothing of them lies in the checkpoint. */
    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K7_filesSeenBeforeACrashAndFilesThatCameWhileItWasDownAreBothProcessed(StateKind state) throws Exception {
        MemorySink<Pair<String, Integer>> sink = MemorySink.create();
        put("a", 1, "1", "2");
        put("b", 2, "3");
        put("c", 3, "4", "5");
        CRASHES.set(true);
        try (Tidewheel session = builder("local[2]", "before").open()) {
            assertThatThrownBy(() -> summing(session, state, sink))
                    .hasMessageContainingAll("batch 2", "the power fails");
        }
        CRASHES.set(false);
        put("d", 4, "6");
        try (Tidewheel session = builder("local[3]", "after").open()) {
            assertThat(session.defaultParallelism()).isEqualTo(3);
            summing(session, state, sink);
        }
        assertThat(sink.batches().values())
                .satisfiesExactly(
                        rows -> assertThat(rows).containsExactlyInAnyOrder(row("odd", 1), row("even", 2)),
                        rows -> assertThat(rows).containsExactlyInAnyOrder(row("odd", 4), row("even", 2)),
                        rows -> assertThat(rows).containsExactlyInAnyOrder(row("odd", 9), row("even", 6)),
                        rows -> assertThat(rows).containsExactlyInAnyOrder(row("odd", 9), row("even", 12)));
    }

    private static Pair<String, Integer> row(String key, int value) {
        return Pair.of(key, value);
    }

    private static Pair<String, Integer> count(String word, @Nullable Integer one, KeyState<Integer> state) {
        int count = (state.exists() ? state.get() : 0) + 1;
        state.update(count);
        return row(word + " so far", count);
    }

    private Map<Long, List<Pair<String, Integer>>> everything(Tidewheel session, String checkpoint) {
        MemorySource<String> lines = MemorySource.of("a", "a b", "a b c", "a b", "a");
        MemorySink<Pair<String, Integer>> sink = MemorySink.create();
        Streams streams = streams(session, StateKind.MEMORY, checkpoint).maxRowsPerBatch(1);
        KeyedDStream<String, Integer> words = streams.from("lines", lines)
                .flatMap(line -> List.of(line.split(" ")))
                .keyBy(word -> word, word -> 1)
                .cache();
        KeyedDStream<String, Integer> sums = words.updateStateByKey(
                IntervalRecoveryTest::sum, session.parallelizePairs(List.of(row("a", 1), row("c", 2))));
        var counts = words.mapWithState(StateSpec.function(IntervalRecoveryTest::count)
                .initialState(session.parallelizePairs(List.of(row("b", 10)))));
        sums.union(counts.mapToPair(pair -> pair))
                .union(counts.snapshots().keyBy((word, count) -> word + " kept"))
                .union(words.countByKey().mapValues(Long::intValue).keyBy((word, count) -> word + " now"))
                .union(words.count().keyBy(count -> "words", Long::intValue))
                .union(sums.join(words.reduceByKey(Integer::sum), Integer::sum).keyBy((word, sum) -> word + " joined"))
                .to("out", sink);
        Query query = streams.start("everything");
        assertThat(query.await(MINUTE)).isTrue();
        return sink.batches();
    }

    @Test
    void when_theBackendIsHostile_then_everyBatchIsTheSame() {
        Map<Long, List<Pair<String, Integer>>> expected;
        try (Tidewheel session = builder("local[2]", "local").open()) {
            expected = everything(session, "local");
        }
        assertThat(expected).hasSize(5);
        assertThat(expected.get(4L))
                .contains(row("a", 6), row("b", 3), row("c", 3), row("a so far", 5), row("b kept", 13), row("words", 1))
                .contains(row("a joined", 7), row("a now", 1));
        Master master = Master.parse("local[2]", 2);
        try (Tidewheel session = BackendDoor.open(
                builder("local[2]", "hostile"), local -> HostileBackend.instead(local, master, 41, true))) {
            assertThat(everything(session, "hostile")).isEqualTo(expected);
        }
    }
}
