package io.tidewheel.examples;

import static io.tidewheel.junit.Assertions.assertBatchEqualsStream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.testing.StreamRun;
import io.tidewheel.streaming.testing.StreamRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The job of every example means the same as a batch and as a stream. */
class ExamplesAsStreamsTest {
    private static final List<String> LOG = log(200);

    private static final List<String> TEXT =
            List.of("to be or not to be", "", "that is the question", "whether 'tis nobler", "to be, to be");

    /** The jobs, by the example they are of. */
    private static final Map<String, Consumer<StreamRuns>> JOBS = new TreeMap<>(Map.of(
            "Enrich", runs -> assertBatchEqualsStream(ExamplesAsStreamsTest::perOwner, LOG, runs),
            "LogErrors", runs -> assertBatchEqualsStream(ExamplesAsStreamsTest::failuresPerHour, LOG, runs),
            "PageHits", runs -> assertBatchEqualsStream(PageHits::hits, LOG, runs),
            "TopPages", runs -> assertBatchEqualsStream(TopPages::pages, LOG, runs),
            "WordCount", runs -> assertBatchEqualsStream(WordCount::words, TEXT, runs)));

    /** Over batches that are cut short, in more partitions later on. */
    private static final StreamRun DISTURBED = StreamRun.cutAfter(1, 3, 90)
            .withParallelism(2, 3, 1)
            .withCrashBeforeCommit(2)
            .withCrash(4, 1);

    /** Why the others are batches only. */
    private static final Map<String, String> BATCH_ONLY = Map.of(
            "MonteCarloPi", "has no input but a range of numbers, and its result is a number, not rows",
            "PageRank", "goes over all links again in every round",
            "SecondarySort", "has to have all values of a key before it can put them in order");

    private static List<String> log(int lines) {
        Random random = new Random(11);
        List<String> log = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            String page = List.of("/blog/tide/", "/feeds/all", "/logo.png", "/").get(random.nextInt(4));
            log.add(
                    random.nextInt(20) == 0
                            ? "not a request"
                            : "1.1.1.%d - - [17/May/2015:%02d:05:03 +0000] \"GET %s HTTP/1.1\" %d %d \"-\" \"Browser\""
                                    .formatted(
                                            random.nextInt(5),
                                            random.nextInt(24),
                                            page,
                                            random.nextBoolean() ? 200 : 404,
                                            random.nextInt(1_000)));
        }
        return log;
    }

    private static KeyedFlow<String, Long> perOwner(Tidewheel session, Flow<String> log) {
        KeyedDataset<String, String> owners =
                session.parallelizePairs(List.of(Pair.of("blog", "Ada"), Pair.of("feeds", "Grace")));
        return Enrich.perOwner(log, owners);
    }

    private static KeyedFlow<String, Long> failuresPerHour(Flow<String> log) {
        return LogErrors.perHour(LogErrors.failed(log));
    }

    @TestFactory
    Stream<DynamicTest> when_anExampleIsAStream_then_itMeansTheSame() {
        return JOBS.entrySet().stream()
                .map(job -> DynamicTest.dynamicTest(
                        job.getKey(), () -> job.getValue().accept(StreamRuns.DEFAULT)));
    }

    @TestFactory
    Stream<DynamicTest> when_anExampleIsAStream_then_itMeansTheSame_whereverItsStateLies() {
        return JOBS.entrySet().stream().flatMap(job -> Arrays.stream(StateKind.values())
                .map(kind -> DynamicTest.dynamicTest(job.getKey() + ", state in " + kind, () -> job.getValue()
                        .accept(StreamRuns.only(DISTURBED.withState(kind))))));
    }

    @Test
    void when_anExampleIsAdded_then_itIsCompared_orThereIsAReason() {
        Set<String> known = new TreeSet<>(JOBS.keySet());
        known.addAll(BATCH_ONLY.keySet());

        assertThat(known).isEqualTo(Examples.ALL.keySet());
        assertThat(JOBS.keySet()).doesNotContainAnyElementsOf(BATCH_ONLY.keySet());
    }
}
