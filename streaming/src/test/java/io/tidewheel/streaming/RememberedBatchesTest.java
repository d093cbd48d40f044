package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedBatchesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Integer> out = MemorySink.create();
    private final List<List<List<Integer>>> slices = new ArrayList<>(); // of each batch: the batches, their rows

    private QueryHarness<Void, Integer> query() {
        return QueryHarness.of(out, streams -> {
            DStream<Integer> remembered = streams.interval(SECOND)
                    .from("in", numbers)
                    .map(n -> n * 10)
                    .remember(Duration.ofSeconds(3));
            remembered.to("out", out);
            remembered.forEachBatch(
                    "slices",
                    (rows, batch) -> slices.add(remembered.slice(batch.time().minusSeconds(2), batch.time()).stream()
                            .map(Dataset::collect)
                            .toList()));
        });
    }

    @Test
    void when_batchesAreRemembered_then_aFunctionLooksBackAtThem_alsoAfterACrash() {
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1)
                .runBatch()
                .add(numbers, 2)
                .runBatch()
                .add(numbers, 3)
                .runBatch();
        query.crash().restart(1);
        query.add(numbers, 4, 5).runBatch();
        assertThat(slices)
                .containsExactly(
                        List.of(List.of(10)),
                        List.of(List.of(10), List.of(20)),
                        List.of(List.of(10), List.of(20), List.of(30)),
                        List.of(List.of(20), List.of(30), List.of(40, 50)));
        query.close();
    }

    @Test
    void when_aBatchHadNothing_then_aSliceLeavesItOut() {
        QueryHarness<Void, Integer> query = query();
        query.add(numbers, 1).runBatch().advance(SECOND).add(numbers, 2).advance(SECOND);
        assertThat(slices).containsExactly(List.of(List.of(10)), List.of(List.of(10), List.of(20)));
        query.close();
    }

    @Test
    void when_someoneElseLooksBack_then_itIsGoodAsLongAsItIsRemembered() {
        List<DStream<Integer>> streamsOf = new ArrayList<>();
        QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> remembered =
                    streams.interval(SECOND).from("in", numbers).remember(Duration.ofSeconds(2));
            streamsOf.add(remembered);
            remembered.to("out", out);
        });
        query.start();
        DStream<Integer> stream = streamsOf.get(0);
        Instant first = query.clock().now();
        assertThatThrownBy(() -> stream.slice(first, first))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("before its first batch");
        query.add(numbers, 1, 2).runBatch();
        List<Dataset<Integer>> slice = stream.slice(first, first.plusSeconds(9));
        assertThat(slice).singleElement().satisfies(rows -> {
            assertThat(rows.collect()).containsExactly(1, 2);
            assertThat(rows.map(n -> n + 1).collect()).containsExactly(2, 3);
        });
        for (int batch = 0; batch < 3; batch++) {
            query.add(numbers, batch).runBatch();
        }
        assertThatThrownBy(() -> stream.slice(first, first.plusSeconds(9)))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContainingAll("remember(..) keep more", "are remembered");
        assertThatThrownBy(() -> slice.get(0).collect())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("remember(..) for longer");
        query.close();
        assertThatThrownBy(() -> stream.slice(first, first)).hasMessageContaining("while no query runs");
    }

    @Test
    void when_keysAreRemembered_then_theyCanBeLookedAtToo() {
        List<Long> counted = new ArrayList<>();
        QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> in = streams.interval(SECOND).from("in", numbers);
            in.to("out", out);
            KeyedDStream<Integer, Integer> remembered = in.keyBy(n -> n % 2).remember(Duration.ofSeconds(9));
            remembered
                    .window(Duration.ofSeconds(2))
                    .forEachBatch(
                            "slices",
                            (rows, batch) -> counted.add(rows.count()
                                    + 100
                                            * remembered.slice(Instant.EPOCH.plusSeconds(1), batch.time()).stream()
                                                    .mapToLong(KeyedDataset::count)
                                                    .sum()));
        });
        query.add(numbers, 1)
                .runBatch()
                .add(numbers, 2, 3)
                .runBatch()
                .add(numbers, 4)
                .runBatch();
        assertThat(counted).containsExactly(101L, 303L, 403L);
        query.close();
    }

    @Test
    void when_aStreamIsNotRemembered_then_sliceSaysWhatToDo() {
        QueryHarness<Void, Integer> query = QueryHarness.of(out, streams -> {
            DStream<Integer> in = streams.interval(SECOND).from("in", numbers);
            assertThatThrownBy(() -> in.slice(Instant.EPOCH, Instant.EPOCH))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("call it on what remember(Duration) gave");
            assertThatThrownBy(() -> in.remember(Duration.ofMillis(10))).hasMessageContaining("remember nothing");
            in.to("out", out);
        });
        query.start().close();
    }
}
