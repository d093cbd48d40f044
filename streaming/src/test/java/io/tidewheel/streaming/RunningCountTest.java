package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunningCountTest {
    @TempDir
    Path checkpoint;

    @Test
    void case_C1_when_valuesComeInBatchesAndTheQueryRestarts_then_countsGoOn() {
        MemorySource<Integer> numbers = MemorySource.create();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[2]").open()) {
            MemorySink<Pair<Integer, Long>> first = MemorySink.create();
            Query query = counting(tidewheel, numbers, first);
            numbers.add(3);
            query.processAllAvailable();
            assertThat(first.rows()).containsExactlyInAnyOrder(Pair.of(3, 1L));
            first.clear();
            numbers.add(3, 2);
            query.processAllAvailable();
            assertThat(first.rows()).containsExactlyInAnyOrder(Pair.of(3, 2L), Pair.of(2, 1L));
            assertThat(query.drain(Duration.ofSeconds(30))).isTrue();

            MemorySink<Pair<Integer, Long>> second = MemorySink.create();
            Query restarted = counting(tidewheel, numbers, second);
            numbers.add(3, 2, 1);
            restarted.processAllAvailable();
            assertThat(second.rows()).containsExactlyInAnyOrder(Pair.of(3, 3L), Pair.of(2, 2L), Pair.of(1, 1L));
            second.clear();
            numbers.add(4, 4, 4, 4);
            restarted.processAllAvailable();
            assertThat(second.rows()).containsExactly(Pair.of(4, 4L));
            restarted.stop();
        }
    }

    @Test
    void when_aBatchChangesKeysOfEveryPartition_then_aRestartKnowsThemAll() {
        MemorySource<Integer> numbers = MemorySource.create();
        Integer[] keys = IntStream.range(0, 100).boxed().toArray(Integer[]::new);
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[4]").open()) {
            for (long start = 1; start <= 3; start++) {
                MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
                Query query = counting(tidewheel, numbers, sink);
                numbers.add(keys);
                query.processAllAvailable();
                query.stop();
                assertThat(query.failure()).isNull();
                long expected = start;
                assertThat(sink.rows()).hasSize(100).allMatch(row -> row.value() == expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void when_aBatchHasMoreKeysThanAreLookedUpTogether_then_allAreMergedAndComeInTheirOrder(StateKind state) {
        MemorySource<Integer> numbers = MemorySource.create();
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        Integer[] keys = IntStream.range(0, 5_000).boxed().toArray(Integer[]::new);
        List<Integer> ordered = Arrays.stream(keys)
                .sorted((left, right) -> Integer.compareUnsigned(KeyHash.of(left), KeyHash.of(right)))
                .toList();
        try (Tidewheel tidewheel = Tidewheel.builder().master("local[1]").open()) {
            Streams streams =
                    Streams.on(tidewheel).checkpoint(checkpoint.toString()).state(state);
            streams.from("numbers", numbers)
                    .keyBy(number -> number)
                    .aggregate(count())
                    .to("out", sink);
            Query query = streams.start("counting");
            for (long batch = 1; batch <= 3; batch++) {
                sink.clear();
                numbers.add(keys);
                query.processAllAvailable();
                long expected = batch;
                assertThat(sink.rows())
                        .isEqualTo(ordered.stream()
                                .map(key -> Pair.of(key, expected))
                                .toList());
            }
            query.stop();
        }
    }

    private Query counting(Tidewheel tidewheel, MemorySource<Integer> numbers, MemorySink<Pair<Integer, Long>> sink) {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint.toString());
        streams.from("numbers", numbers)
                .keyBy(number -> number)
                .aggregate(count())
                .named("counts")
                .to("out", sink);
        return streams.start("counting");
    }
}
