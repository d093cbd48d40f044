package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.WriterFactory.WriterTask;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchWindowsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySource<Pair<String, Integer>> pairs = MemorySource.create();

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private <R> QueryHarness<Void, R> ofNumbers(MemorySink<R> out, Function<DStream<Integer>, DStream<R>> job) {
        return QueryHarness.of(
                out, streams -> job.apply(streams.interval(SECOND).from("in", numbers))
                        .to("out", out));
    }

    private <R> QueryHarness<Void, Pair<String, R>> ofPairs(
            MemorySink<Pair<String, R>> out, Function<KeyedDStream<String, Integer>, KeyedDStream<String, R>> job) {
        return QueryHarness.of(out, streams -> job.apply(
                        streams.interval(SECOND).from("in", pairs).mapToPair(pair -> pair))
                .to("out", out));
    }

    /** What came in each batch that gave something. */
    private static <R> List<List<R>> batches(MemorySink<R> out) {
        return out.batches().values().stream().filter(rows -> !rows.isEmpty()).toList();
    }

    /** The numbers from 0 on, one in each second, and then nothing. */
    private static <R> void count(QueryHarness<Void, R> query, MemorySource<Integer> to, int numbers) {
        for (int i = 0; i < numbers; i++) {
            query.add(to, i).runBatch();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 1 | [[0], [0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5]]",
                "2 | 2 | [[0, 1], [2, 3], [4, 5]]",
                "4 | 2 | [[0, 1], [0, 1, 2, 3], [2, 3, 4, 5], [4, 5]]",
                "2 | 3 | [[1, 2], [4, 5]]"
            })
    void case_K2_windowsOverNumbers(int length, int slide, String expected) {
        MemorySink<Integer> out = MemorySink.create();
        QueryHarness<Void, Integer> query = ofNumbers(out, in -> in.window(seconds(length), seconds(slide)));
        count(query, numbers, 6);
        query.advance(seconds(10));

        assertThat(batches(out)).hasToString(expected);
        query.close();
    }

    private static Pair<String, Integer> a(int value) {
        return Pair.of("a", value);
    }

    @Test
    void case_K3_reduceByKeyAndWindow() {
        MemorySink<Pair<String, Integer>> out = MemorySink.create();
        ofPairs(out, in -> in.reduceByKeyAndWindow(Integer::sum, seconds(2), SECOND))
                .add(pairs, a(1))
                .runBatch()
                .expect(a(1))
                .add(pairs, a(1))
                .runBatch()
                .expect(a(2))
                .advance(SECOND)
                .expect(a(1))
                .advance(seconds(5))
                .expectNothing()
                .verify();
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K3_reduceByKeyAndWindowWithAnInverse_endsWithZero(StateKind state) {
        MemorySink<Pair<String, Integer>> out = MemorySink.create();
        ofPairs(out, in -> in.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, seconds(2), SECOND))
                .state(state)
                .add(pairs, a(1))
                .runBatch()
                .expect(a(1))
                .add(pairs, a(1))
                .runBatch()
                .expect(a(2))
                .advance(SECOND)
                .expect(a(1))
                .advance(SECOND)
                .expect(a(0))
                .advance(SECOND)
                .expect(a(0))
                .verify();
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_K3_reduceByKeyAndWindowWithAnInverseAndAFilter_endsWithNothing(StateKind state) {
        MemorySink<Pair<String, Integer>> out = MemorySink.create();
        ofPairs(
                        out,
                        in -> in.reduceByKeyAndWindow(
                                Integer::sum, (all, gone) -> all - gone, seconds(2), SECOND, (key, sum) -> sum != 0))
                .state(state)
                .add(pairs, a(1))
                .runBatch()
                .expect(a(1))
                .add(pairs, a(1))
                .runBatch()
                .expect(a(2))
                .advance(SECOND)
                .expect(a(1))
                .advance(seconds(5))
                .expectNothing()
                .verify();
    }

    @ParameterizedTest
    @CsvSource({"plain", "inverse"})
    void case_K3_reduceByKeyAndWindow_withASlideOfTwo(String kind) {
        MemorySink<Pair<String, Integer>> out = MemorySink.create();
        QueryHarness<Void, Pair<String, Integer>> query = ofPairs(
                out,
                in -> kind.equals("plain")
                        ? in.reduceByKeyAndWindow(Integer::sum, seconds(4), seconds(2))
                        : in.reduceByKeyAndWindow(
                                Integer::sum,
                                (all, gone) -> all - gone,
                                seconds(4),
                                seconds(2),
                                (key, sum) -> sum != 0));
        for (int i = 1; i <= 6; i++) {
            query.add(pairs, a(i)).runBatch();
        }
        query.advance(seconds(10));

        assertThat(out.rows()).containsExactly(a(3), a(10), a(18), a(11));
        query.close();
    }

    @Test
    void case_K7_windowedCount_isRecovered() {
        MemorySink<Pair<Integer, Integer>> out = MemorySink.create();
        QueryHarness<Void, Pair<Integer, Integer>> query = QueryHarness.of(out, streams -> streams.interval(SECOND)
                .from("in", numbers)
                .keyBy(number -> number % 10, number -> 1)
                .reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, seconds(4), SECOND)
                .to("out", out));
        List<Pair<Integer, Integer>> expected = new ArrayList<>();
        for (int batch = 1; batch <= 8; batch++) {
            query.add(numbers, IntStream.range(0, 10).boxed().toArray(Integer[]::new))
                    .runBatch();
            int counted = Math.min(4, batch);
            Integer[] tens = IntStream.range(0, 10).boxed().toArray(Integer[]::new);
            for (Integer ten : tens) {
                expected.add(Pair.of(ten, counted));
            }
            if (batch == 3) {
                query.crash().restart(3);
            } else if (batch == 6) {
                query.drain().restart(1);
            }
        }

        assertThat(out.rows()).containsExactlyInAnyOrderElementsOf(expected);
        query.close();
    }

    @Test
    void when_aWindowIsReduced_then_itsResultIsOneElement() {
        MemorySink<Integer> out = MemorySink.create();
        QueryHarness<Void, Integer> query = ofNumbers(out, in -> in.reduceByWindow(Math::max, seconds(2), SECOND));
        query.add(numbers, 7, 9).runBatch().expect(9).add(numbers, 3).runBatch().expect(9);
        query.add(numbers, 1).runBatch().expect(3).advance(seconds(4)).expect(1).verify();
    }

    @Test
    void when_aWindowIsReducedWithAnInverse_then_thereAlwaysIsAResult() {
        MemorySink<Integer> out = MemorySink.create();
        QueryHarness<Void, Integer> query =
                ofNumbers(out, in -> in.reduceByWindow(Integer::sum, (all, gone) -> all - gone, seconds(2), seconds(2))
                        .named("sum"));
        query.add(numbers, 7, 9)
                .runBatch()
                .expectNothing()
                .add(numbers, 1)
                .runBatch()
                .expect(17);
        query.advance(seconds(2)).expect(0).verify();
    }

    @Test
    void when_elementsAreCountedByWindow_then_emptyWindowsCountToo() {
        MemorySink<Long> out = MemorySink.create();
        ofNumbers(out, in -> in.countByWindow(seconds(2), SECOND))
                .add(numbers, 1)
                .runBatch()
                .expect(1L)
                .add(numbers, 1)
                .runBatch()
                .expect(2L)
                .add(numbers, 1, 2)
                .runBatch()
                .expect(3L)
                .add(numbers, 0)
                .runBatch()
                .expect(3L)
                .advance(seconds(2))
                .expect(1L, 0L)
                .verify();
    }

    @Test
    void when_valuesAreCountedByWindow_then_thoseThatLeftAreNotThere() {
        MemorySink<Pair<String, Long>> out = MemorySink.create();
        QueryHarness<Void, Pair<String, Long>> query = QueryHarness.of(out, streams -> streams.interval(SECOND)
                .from("in", numbers)
                .map(number -> "n" + number)
                .countByValueAndWindow(seconds(2), SECOND)
                .to("out", out));
        query.add(numbers, 1).runBatch().expect(Pair.of("n1", 1L));
        query.add(numbers, 2, 2).runBatch().expect(Pair.of("n1", 1L), Pair.of("n2", 2L));
        query.add(numbers, 1, 2).runBatch().expect(Pair.of("n1", 1L), Pair.of("n2", 3L));
        query.advance(seconds(5)).expect(Pair.of("n1", 1L), Pair.of("n2", 1L)).verify();
    }

    @Test
    void when_windowsMeetTheirBatches_then_eachSlideHasItsOwn() {
        MemorySink<Integer> out = MemorySink.create();
        QueryHarness<Void, Integer> query =
                ofNumbers(out, in -> in.window(seconds(2)).map(n -> -n).union(in));
        query.add(numbers, 1)
                .runBatch()
                .expect(-1, 1)
                .add(numbers, 2)
                .runBatch()
                .expect(-1, -2, 2);
        query.advance(seconds(5)).expect(-2).verify();
    }

    @Test
    void when_windowsAreJoined_then_eachSlideIsJoinedByItself() {
        MemorySink<Pair<String, String>> out = MemorySink.create();
        QueryHarness<Void, Pair<String, String>> query = QueryHarness.of(out, streams -> {
            KeyedDStream<String, Integer> in =
                    streams.interval(SECOND).from("in", pairs).mapToPair(pair -> pair);
            in.reduceByKeyAndWindow(Integer::sum, seconds(2))
                    .join(in.window(seconds(3)), (sum, value) -> sum + ":" + value)
                    .to("out", out);
        });
        query.add(pairs, a(1)).runBatch().expect(Pair.of("a", "1:1"));
        query.add(pairs, a(2)).runBatch().expect(Pair.of("a", "3:1"), Pair.of("a", "3:2"));
        query.advance(seconds(5))
                .expect(Pair.of("a", "2:1"), Pair.of("a", "2:2"))
                .verify();
    }

    @Test
    void when_aBatchComesLate_then_theWindowsOfTheSlidesBeforeItComeFirst() {
        MemorySink<String> out = MemorySink.create();
        QueryHarness<Void, String> query = QueryHarness.of(out, streams -> streams.interval(SECOND)
                .from("in", numbers)
                .window(seconds(3))
                .map(number -> Batch.current().time().toString().substring(17, 19) + " " + number)
                .to("out", out));
        query.add(numbers, 0, 1).runBatch().add(numbers, 2).stop();
        query.clock().advance(seconds(4));
        query.restart().runBatch();
        query.expectInOrder("00 0", "00 1", "01 0", "01 1", "02 0", "02 1", "04 2")
                .verify();
    }

    /** Writes rows in tasks, and knows how often each partition of a batch was written. */
    private static final class Written implements DirectSink<Pair<String, Integer>> {
        private static final Map<String, List<String>> ROWS = new ConcurrentHashMap<>(); // by batch and partition

        @Override
        public String describe() {
            return "written";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPLACES;
        }

        @Override
        public Driver<Pair<String, Integer>> open(SinkContext context) {
            return batch -> batch.write(Written::writer);
        }

        private static SinkWriter<Pair<String, Integer>> writer(WriterTask task) {
            List<String> rows = new ArrayList<>();
            return new SinkWriter<>() {
                @Override
                public void write(ChangeKind kind, Pair<String, Integer> row) {
                    rows.add(row.toString());
                }

                @Override
                public byte[] finish() {
                    List<String> before = ROWS.putIfAbsent(task.batchId() + "/" + task.partition(), rows);
                    assertThat(before).as("%s was written twice", task).isNull();
                    return new byte[0];
                }
            };
        }
    }

    @Test
    void when_aBatchCoversSeveralSlides_then_aWriterHasEachPartitionOnce() {
        Written.ROWS.clear();
        QueryHarness<Void, Pair<String, Integer>> query =
                QueryHarness.of(MemorySink.<Pair<String, Integer>>create(), streams -> streams.interval(SECOND)
                        .from("in", pairs)
                        .mapToPair(pair -> pair)
                        .reduceByKeyAndWindow(Integer::sum, seconds(3))
                        .to("out", new Written()));
        query.add(pairs, a(1)).runBatch().add(pairs, a(2)).stop();
        query.clock().advance(seconds(4));
        query.restart().runBatch();
        assertThat(Written.ROWS.values())
                .containsExactlyInAnyOrder(List.of("(a, 1)"), List.of("(a, 1)", "(a, 1)", "(a, 2)"));
        query.close();
    }
}
