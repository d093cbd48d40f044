package io.tidewheel.junit;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.junit.Assertions.assertBatchEqualsStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.TaskContext;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.MapFunction;
import io.tidewheel.streaming.Batch;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.testing.StreamRun;
import io.tidewheel.streaming.testing.StreamRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Jobs that are right pass; jobs that are wrong, each in its own way, are caught, and the message says enough. */
class BatchEqualsStreamTest {
    private static final AtomicLong CALLS = new AtomicLong();
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static List<String> words(int count) {
        Random random = new Random(7);
        return IntStream.range(0, count)
                .mapToObj(i -> "word" + random.nextInt(30))
                .toList();
    }

    private static KeyedFlow<String, Long> counted(Flow<String> words) {
        return words.keyBy(word -> word).aggregate(count());
    }

    private static Flow<String> shouted(Flow<String> words) {
        return words.filter(word -> !word.endsWith("7")).map(word -> word + "!");
    }

    private static KeyedFlow<String, Long> owned(Tidewheel session, Flow<String> words) {
        KeyedDataset<String, String> owners = session.parallelizePairs(
                List.of(Pair.of("word1", "Ada"), Pair.of("word2", "Ada"), Pair.of("word3", "Grace")));
        return words.keyBy(word -> word)
                .join(owners, (word, owner) -> owner)
                .values()
                .keyBy(owner -> owner)
                .aggregate(count());
    }

    /** Counts its calls: the numbers depend on who makes the calls. */
    private static Flow<String> numbered(Flow<String> words) {
        AtomicLong calls = new AtomicLong();
        return words.map(word -> calls.incrementAndGet() + " " + word);
    }

    /** Counts its calls where strict sessions cannot see it. */
    private static final class Numbering implements MapFunction<String, String> {
        private static final long serialVersionUID = 1L;

        private transient int calls;

        @Override
        public String map(String word) {
            return ++calls + " " + word;
        }
    }

    private static Flow<String> numberedUnseen(Flow<String> words) {
        return words.map(new Numbering());
    }

    /** Counts its calls, for as long as the class is there. */
    private static Flow<String> numberedForGood(Flow<String> words) {
        return words.map(word -> CALLS.incrementAndGet() + " " + word);
    }

    /** Counts its calls without letting anything depend on it. */
    private static Flow<String> counting(Flow<String> words) {
        return words.filter(word -> CALLS.incrementAndGet() > 0);
    }

    /** Reads the batch time, which a batch has not. */
    private static Flow<String> stamped(Flow<String> words) {
        return words.map(word -> Batch.current().time() + " " + word);
    }

    /** Reads the batch time where there is one. */
    private static Flow<String> stampedIfPossible(Flow<String> words) {
        return words.map(word -> now() + " " + word);
    }

    private static Instant now() {
        try {
            return Batch.current().time();
        } catch (TidewheelException e) {
            return Instant.EPOCH; // no stream
        }
    }

    /** Its merge forgets one side. */
    private static KeyedFlow<String, Long> forgetting(Flow<String> words) {
        return words.keyBy(word -> word)
                .aggregate(Aggregator.of(
                        () -> 0L, (Long sum, String word) -> sum + 1, (left, right) -> left, (Long sum) -> sum));
    }

    /** Its merge is an average of averages. */
    private static KeyedFlow<Integer, Double> averaged(Flow<String> words) {
        return words.keyBy(String::length, word -> (double) word.charAt(word.length() - 1))
                .aggregate(Aggregator.of(
                        () -> new double[2],
                        (double[] average, Double value) ->
                                new double[] {(average[0] * average[1] + value) / (average[1] + 1), average[1] + 1},
                        (left, right) -> new double[] {(left[0] + right[0]) / 2, left[1] + right[1]},
                        (double[] average) -> average[0]));
    }

    private static Flow<String> placed(Flow<String> words) {
        return words.map(word -> TaskContext.current().partition() + " " + word);
    }

    private static Flow<Integer> lengths(Flow<String> words) {
        return words.map(word -> {
            if (word.equals("word13")) {
                throw new IllegalStateException("unlucky");
            }
            return word.length();
        });
    }

    /** Fails at its second run. */
    private static Flow<String> failingLater(Flow<String> words) {
        int run = RUNS.incrementAndGet();
        return words.filter(word -> {
            if (run % 2 == 0 && word.equals("word5")) {
                throw new IllegalStateException("again");
            }
            return true;
        });
    }

    /** A dataset gives each key once; a stream gives updates, of which nothing can be left out. */
    private static KeyedFlow<String, Long> frequent(Flow<String> words) {
        return counted(words).filter((word, number) -> number > 2);
    }

    private record Word(String text, int length) {}

    private static KeyedFlow<Integer, Integer> forgettingWords(Flow<Word> words) {
        return words.keyBy(word -> 0, Word::length)
                .aggregate(Aggregator.of(
                        () -> 0,
                        (Integer sum, Integer length) -> sum + length,
                        (left, right) -> left,
                        (Integer sum) -> sum));
    }

    private static String messageOf(ThrowingCallable assertion) {
        return catchThrowableOfType(AssertionError.class, assertion).getMessage();
    }

    @Test
    void when_aJobIsRight_then_itIsAccepted() {
        assertBatchEqualsStream(BatchEqualsStreamTest::counted, words(150));
        assertBatchEqualsStream(BatchEqualsStreamTest::shouted, words(100));
        assertBatchEqualsStream(BatchEqualsStreamTest::shouted, List.of("alone"));
    }

    @Test
    void when_aJobJoinsWithADataset_then_itIsGivenASession() {
        assertBatchEqualsStream(BatchEqualsStreamTest::owned, words(60));
    }

    @Test
    void when_aFunctionCountsItsCalls_then_itIsCaught() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::numbered, words(400)));

        assertThat(message)
                .startsWith("the job fails as a batch, so that there is nothing to compare: ")
                .contains("a function of 'collect' changed an object that it captured")
                .contains("the input, 1 row, the fewest found of 400:\n    List.of(\"word");
    }

    @Test
    void when_aFunctionCountsItsCallsWhereNobodySees_then_itIsCaught() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::numberedUnseen, words(400)));

        assertThat(message)
                .startsWith(
                        "the job gives other rows as a stream in 2 micro-batches, cut after row 1 than as one batch")
                .contains("the input, 2 rows, the fewest found of 400:\n    List.of(\"word")
                .contains("  only as one batch:\n    2 word", "  only as a stream:\n    1 word")
                .contains("a function that keeps something from call to call, such as a counter")
                .contains("assertBatchEqualsStream(job, input, StreamRuns.only(StreamRun.cutAfter(1)));")
                .contains("found with seed 1 over 400 rows");
    }

    @Test
    void when_sessionsAreNotStrict_then_aRestartShowsTheCounter() {
        StreamRuns runs = StreamRuns.DEFAULT.withSession(builder -> builder.config("tidewheel.strict", "false"));

        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::numbered, words(400), runs));

        assertThat(message)
                .startsWith(
                        "the job gives other rows as a stream in 2 micro-batches, cut after row 1, in 1 partition, with a crash")
                .contains("  only as one batch:\n    2 word", "  only as a stream:\n    1 word");
    }

    @Test
    void when_aFunctionCountsItsCallsForGood_then_twoRunsOfOneBatchShowIt() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::numberedForGood, words(50)));

        assertThat(message)
                .startsWith("the job gives other rows as the same batch again than as one batch")
                .contains("the input, 1 row, the fewest found of 50")
                .contains("some function keeps something from run to run, such as a static counter");
    }

    @Test
    void when_aMicroBatchCrashesBeforeItsCommit_then_itsFunctionsAreCalledAgain() {
        StreamRun undisturbed = StreamRun.cutAfter(20, 45);

        long calls = callsOf(StreamRuns.only(undisturbed));

        assertThat(callsOf(StreamRuns.only(undisturbed.withCrashBeforeCommit(30))))
                .isEqualTo(calls + 25);
        assertThat(callsOf(StreamRuns.DEFAULT)).isGreaterThan(callsOf(StreamRuns.DEFAULT.withRandom(0)) + 6 * 60);
    }

    private static long callsOf(StreamRuns runs) {
        long before = CALLS.get();
        assertBatchEqualsStream(BatchEqualsStreamTest::counting, words(60), runs);
        return CALLS.get() - before;
    }

    @Test
    void when_aFunctionTakesEverySecondCall_then_itIsCaught_thoughRunsAreOfAnEvenNumberOfRows() {
        for (int every : new int[] {2, 3, 5}) {
            FlowJob<Flow<String>, String> sampled = words -> words.filter(word -> CALLS.incrementAndGet() % every == 0);

            assertThat(messageOf(() -> assertBatchEqualsStream(sampled, words(60))))
                    .startsWith("the job gives other rows ");
        }
    }

    @Test
    void when_aFunctionReadsTheBatchTime_then_itIsCaught() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::stamped, words(50)));

        assertThat(message)
                .startsWith("the job fails as a batch, so that there is nothing to compare: ")
                .contains("Batch.current() was called outside of a function of a stream")
                .contains("takes times from its rows")
                .contains("the input, 1 row, the fewest found of 50");
    }

    @Test
    void when_aFunctionReadsTheBatchTimeWhereThereIsOne_then_itIsCaught() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::stampedIfPossible, words(50)));

        assertThat(message)
                .startsWith("the job gives other rows as a stream in one micro-batch than as one batch")
                .contains("  only as one batch:\n    1970-01-01T00:00:00Z word")
                .contains("  only as a stream:\n    2026-01-01T00:00:00Z word")
                .contains("that asks for the time, the micro-batch or its partition");
    }

    private static KeyedFlow<String, Integer> late(Flow<Integer> seconds) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), Duration.ZERO)
                .keyBy(second -> "all")
                .window(Windows.tumbling(Duration.ofSeconds(10)))
                .lateRows();
    }

    @Test
    void when_aJobGivesItsLateRows_then_theMessageSaysThatABatchHasNone() {
        assertThat(messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::late, List.of(50, 1))))
                .startsWith("the input is more out of order than the job allows: ")
                .contains("1 row comes too late for the windows, which a batch has no notion of")
                .contains("batch and stream cannot agree, also not where the job gives them");
    }

    private static KeyedFlow<Windowed<String>, List<Integer>> listed(Flow<Integer> seconds, Windows windows) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), Duration.ofSeconds(20))
                .keyBy(second -> second % 3 == 0 ? "three" : "others")
                .window(windows)
                .aggregate(Aggregators.toList());
    }

    @Test
    void when_valuesAreListed_then_tumblingAndSlidingWindowsHaveThemInOneOrder() {
        Random random = new Random(11);
        List<Integer> seconds =
                IntStream.range(0, 80).mapToObj(i -> 2 * i + random.nextInt(20)).toList();
        Duration minute = Duration.ofMinutes(1);
        for (Windows windows : List.of(
                Windows.tumbling(minute),
                Windows.sliding(minute, Duration.ofSeconds(20)),
                Windows.sliding(Duration.ofSeconds(25), Duration.ofSeconds(10)).startingAt(Duration.ofSeconds(7)))) {
            KeyedFlowJob<Flow<Integer>, Windowed<String>, List<Integer>> job = flow -> listed(flow, windows);
            assertBatchEqualsStream(job, seconds, StreamRuns.DEFAULT.withRandom(4));
        }
    }

    @Test
    void when_aMergeIsWrong_then_itIsCaught() {
        String message = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::forgetting, words(400)));

        assertThat(message)
                .startsWith(
                        "the job gives other rows as a stream in 2 micro-batches, cut after row 1 than as one batch")
                .contains("the input, 2 rows, the fewest found of 400")
                .contains(", 2)\n  only as a stream, the last value of its key:\n    (word")
                .contains("look for an aggregator whose merge(left, right) is not what add makes of all the values")
                .contains("StreamRuns.only(StreamRun.cutAfter(1))");
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::averaged, words(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the input, 3 rows, the fewest found of 100");
    }

    @Test
    void when_aFunctionAsksForItsPartition_then_itIsCaught() {
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::placed, words(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("partitions than as one batch")
                .hasMessageContaining(".withParallelism(");
    }

    @Test
    void when_whatWasFoundIsRunAgain_then_itIsFoundAgain() {
        StreamRuns cutOnce = StreamRuns.only(StreamRun.cutAfter(1));

        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::forgetting, List.of("a", "a"), cutOnce))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("List.of(\"a\", \"a\")")
                .hasMessageEndingWith("found with seed 1");
        assertBatchEqualsStream(
                BatchEqualsStreamTest::counted,
                List.of("a", "a"),
                StreamRuns.only(StreamRun.cutAfter(1)
                        .withParallelism(1, 3)
                        .withCrash(1, 2)
                        .withState(StateKind.DISK)));
    }

    @Test
    void when_theSeedIsTheSame_then_theMessageIs() {
        StreamRuns runs = StreamRuns.DEFAULT.withSeed(42).withRandom(3);

        String first = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::averaged, words(30), runs));
        String second = messageOf(() -> assertBatchEqualsStream(BatchEqualsStreamTest::averaged, words(30), runs));

        assertThat(second).isEqualTo(first).contains("found with seed 42");
    }

    @Test
    void when_theJobFails_then_theFewestRowsWithWhichItDoesAreShown() {
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::lengths, words(200)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the job fails as a batch, so that there is nothing to compare: ")
                .hasMessageContaining("    List.of(\"word13\")")
                .hasRootCauseMessage("unlucky");
        RUNS.set(0);
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::failingLater, words(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the job fails as the same batch again, though not as one batch: ")
                .hasRootCauseMessage("again");
    }

    @Test
    void when_aStreamIsRefused_then_theReasonIsAllThatIsSaid() {
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::frequent, words(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the job fails as a stream in one micro-batch")
                .hasMessageContaining("filter was called on")
                .hasMessageEndingWith("use mapValues and sinks, or do it before aggregate");
    }

    @Test
    void when_rowsAreRecords_then_theyCanBePasted() {
        assertThatThrownBy(() -> assertBatchEqualsStream(
                        BatchEqualsStreamTest::forgettingWords, List.of(new Word("a\"\n", 1), new Word("b", 2))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("List.of(new Word(\"a\\\"\\n\", 1), new Word(\"b\", 2))");
    }

    @Test
    void when_theInputIsMoreOutOfOrderThanTheJobAllows_then_thatIsSaid() {
        String message = messageOf(
                () -> assertBatchEqualsStream(BatchEqualsStreamTest::perMinute, List.of(10, 130, 150, 59, 200, 199)));

        assertThat(message)
                .startsWith(
                        "the input is more out of order than the job allows: as a stream in 2 micro-batches, cut after"
                                + " row 1, 1 row comes too late for the windows")
                .contains("    List.of(130, 59)", "Give withEventTime a maxDelay that is longer");
        assertBatchEqualsStream(BatchEqualsStreamTest::perMinute, List.of(10, 130, 150, 125, 200, 199, 400));
    }

    /** Seconds, of which one may come half a minute after a later one. */
    private static KeyedFlow<Windowed<Boolean>, Long> perMinute(Flow<Integer> seconds) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), Duration.ofSeconds(30))
                .keyBy(second -> second % 2 == 0)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate(count());
    }

    @Test
    void when_thereAreNoRows_then_thatIsAnError() {
        assertThatThrownBy(() -> assertBatchEqualsStream(BatchEqualsStreamTest::counted, List.<String>of()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("over no rows, which shows nothing");
    }

    @Test
    void when_classesMustBeRegistered_then_sessionsCanBeOpenedSo() {
        StreamRuns runs = StreamRuns.DEFAULT.withSession(builder -> builder.register(Tally.class));

        assertBatchEqualsStream(BatchEqualsStreamTest::tallied, words(60), runs);
    }

    private static KeyedFlow<Integer, Integer> tallied(Flow<String> words) {
        return words.keyBy(String::length)
                .aggregate(Aggregators.mapping(
                        (String word) -> 1,
                        Aggregator.of(
                                Tally::new, (Tally tally, Integer one) -> tally.plus(one), Tally::plus, Tally::count)));
    }

    /** Not a type that codecs know by themselves. */
    static final class Tally {
        private int count;

        Tally plus(int more) {
            count += more;
            return this;
        }

        Tally plus(Tally other) {
            return plus(other.count);
        }

        int count() {
            return count;
        }
    }
}
