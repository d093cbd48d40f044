package io.tidewheel.junit;

import static io.tidewheel.api.Aggregators.avg;
import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.max;
import static io.tidewheel.api.Aggregators.toList;
import static io.tidewheel.api.Aggregators.toSet;
import static io.tidewheel.api.Windows.session;
import static io.tidewheel.api.Windows.sliding;
import static io.tidewheel.api.Windows.tumbling;
import static io.tidewheel.junit.Assertions.assertBatchEqualsStream;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.EventFlow;
import io.tidewheel.api.EventKeyedFlow;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.WindowedFlow;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.testing.SessionFlowJob;
import io.tidewheel.streaming.testing.SessionKeyedFlowJob;
import io.tidewheel.streaming.testing.StreamRuns;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each operation that batch and stream have in common means the same for both. */
class EveryOperationTest {
    private static final StreamRuns FEWER = StreamRuns.DEFAULT.withRandom(2);

    private static final List<String> WORDS = words();

    private final Map<String, Runnable> operations = new LinkedHashMap<>(); // by interface, name and parameters

    private static List<String> words() {
        Random random = new Random(3);
        return IntStream.range(0, 40)
                .mapToObj(i -> "x".repeat(1 + random.nextInt(5)) + "@" + (10 * i + random.nextInt(60)))
                .toList();
    }

    /** Behind the "@"; up to a minute out of order. */
    private static Instant time(String word) {
        return Instant.ofEpochSecond(Long.parseLong(word.substring(word.indexOf('@') + 1)));
    }

    private static EventFlow<String> timed(Flow<String> words) {
        return words.withEventTime(EveryOperationTest::time, ofMinutes(1));
    }

    private static WindowedFlow<Integer, String> perMinute(EventFlow<String> words) {
        return words.keyBy(word -> word.indexOf('@')).window(tumbling(ofMinutes(1)));
    }

    private <R> void flow(String operation, SessionFlowJob<String, R> job) {
        operations.put(operation, () -> assertBatchEqualsStream(job, WORDS, FEWER));
    }

    private <K, V> void keyed(String operation, SessionKeyedFlowJob<String, K, V> job) {
        operations.put(operation, () -> assertBatchEqualsStream(job, WORDS, FEWER));
    }

    private static KeyedFlow<Integer, String> byLength(Flow<String> words) {
        return words.keyBy(String::length);
    }

    private static KeyedDataset<Integer, String> names(Tidewheel session) {
        return session.parallelizePairs(List.of(Pair.of(2, "two"), Pair.of(3, "three"), Pair.of(3, "tres")));
    }

    EveryOperationTest() {
        describeFlow();
        describeKeyedFlow();
        describeEventFlow();
        describeEventKeyedFlow();
        describeWindowedFlow();
    }

    private void describeFlow() {
        flow("Flow.map(MapFunction)", (tw, words) -> words.map(word -> word + "!"));
        flow("Flow.flatMap(FlatMapFunction)", (tw, words) -> words.flatMap(word -> List.of(word, word + word)));
        flow(
                "Flow.flatMap(EmitFunction)",
                (tw, words) -> words.<String>flatMap((word, out) -> {
                    out.emit(word);
                    out.emit(word + word);
                }));
        flow("Flow.flatMapStream(StreamFunction)", (tw, words) -> words.flatMapStream(word -> Stream.of(word, word)));
        flow("Flow.filter(FilterFunction)", (tw, words) -> words.filter(word -> word.length() > 3));
        keyed("Flow.keyBy(MapFunction)", (tw, words) -> byLength(words));
        keyed("Flow.keyBy(MapFunction, MapFunction)", (tw, words) -> words.keyBy(String::length, word -> word + "!"));
        keyed(
                "Flow.mapToPair(MapFunction)",
                (tw, words) -> words.mapToPair(word -> Pair.of(word.length(), word.charAt(0))));
        keyed(
                "Flow.flatMapToPair(PairEmitFunction)",
                (tw, words) -> words.<Integer, String>flatMapToPair((word, out) -> {
                    out.emit(word.length(), word);
                    out.emit(0, "any");
                }));
        flow("Flow.union(Flow)", (tw, words) -> words.map(word -> word + "!")
                .union(words.filter(word -> word.length() > 3)));
        flow("Flow.named(String)", (tw, words) -> words.map(word -> word + "!").named("shouted"));
    }

    private void describeKeyedFlow() {
        flow("KeyedFlow.map(MapFunction2)", (tw, words) -> byLength(words).map((length, word) -> word + length));
        flow("KeyedFlow.flatMap(FlatMapFunction2)", (tw, words) -> byLength(words)
                .flatMap((length, word) -> List.of(word, word + length)));
        flow("KeyedFlow.flatMap(EmitFunction2)", (tw, words) -> byLength(words)
                .<String>flatMap((length, word, out) -> out.emit(word + length)));
        keyed("KeyedFlow.filter(FilterFunction2)", (tw, words) -> byLength(words)
                .filter((length, word) -> length > 3));
        keyed("KeyedFlow.keyBy(MapFunction2)", (tw, words) -> byLength(words).keyBy((length, word) -> word + length));
        keyed("KeyedFlow.mapToPair(MapFunction2)", (tw, words) -> byLength(words)
                .mapToPair((length, word) -> Pair.of(word, length)));
        keyed("KeyedFlow.mapValues(MapFunction)", (tw, words) -> byLength(words).mapValues(word -> word + "!"));
        keyed("KeyedFlow.mapValues(MapFunction2)", (tw, words) -> byLength(words)
                .mapValues((length, word) -> word + length));
        keyed("KeyedFlow.flatMapValues(FlatMapFunction)", (tw, words) -> byLength(words)
                .flatMapValues(word -> List.of(word, word)));
        keyed("KeyedFlow.flatMapValues(EmitFunction)", (tw, words) -> byLength(words)
                .<String>flatMapValues((word, out) -> out.emit(word)));
        flow("KeyedFlow.keys()", (tw, words) -> byLength(words).keys());
        flow("KeyedFlow.values()", (tw, words) -> byLength(words).values());
        keyed("KeyedFlow.union(KeyedFlow)", (tw, words) -> byLength(words)
                .union(byLength(words).filter((length, word) -> length > 3)));
        keyed("KeyedFlow.join(KeyedDataset, MapFunction2)", (tw, words) -> byLength(words)
                .join(names(tw), (word, name) -> word + name));
        keyed("KeyedFlow.leftJoin(KeyedDataset, MapFunction2)", (tw, words) -> byLength(words)
                .leftJoin(names(tw), (word, name) -> word + name));
        keyed("KeyedFlow.aggregate(Aggregator)", (tw, words) -> byLength(words).aggregate(toList()));
        keyed(
                "KeyedFlow.named(String)",
                (tw, words) -> byLength(words).aggregate(count()).named("lengths"));
    }

    private void describeEventFlow() {
        keyed("Flow.withEventTime(MapFunction, Duration)", (tw, words) -> perMinute(
                        words.withEventTime(EveryOperationTest::time, ofMinutes(2)))
                .aggregate(count()));
        keyed("Flow.withEventTime(EventTime)", (tw, words) -> perMinute(
                        words.withEventTime(EventTime.of(EveryOperationTest::time, ofMinutes(1))))
                .aggregate(count()));
        keyed(
                "EventFlow.map(MapFunction)",
                (tw, words) -> perMinute(timed(words).map(word -> "x" + word)).aggregate(toList()));
        keyed("EventFlow.filter(FilterFunction)", (tw, words) -> perMinute(
                        timed(words).filter(word -> word.length() > 5))
                .aggregate(count()));
        keyed("EventFlow.flatMap(FlatMapFunction)", (tw, words) -> perMinute(
                        timed(words).flatMap(word -> List.of(word, "x" + word)))
                .aggregate(count()));
        keyed("EventFlow.flatMap(EmitFunction)", (tw, words) -> perMinute(
                        timed(words).<String>flatMap((word, out) -> out.emit("x" + word)))
                .aggregate(count()));
        keyed("EventFlow.union(EventFlow)", (tw, words) -> perMinute(timed(words)
                        .union(words.filter(word -> word.length() > 5)
                                .withEventTime(EveryOperationTest::time, ofMinutes(3))
                                .named("long ones")))
                .aggregate(count()));
        keyed("EventFlow.keyBy(MapFunction)", (tw, words) -> timed(words)
                .keyBy(word -> word.charAt(0))
                .window(session(ofSeconds(7)))
                .aggregate(toSet()));
        keyed("EventFlow.keyBy(MapFunction, MapFunction)", (tw, words) -> timed(words)
                .keyBy(word -> word.indexOf('@'), String::length)
                .window(sliding(ofMinutes(1), ofSeconds(20)))
                .aggregate(max()));
        keyed("EventFlow.named(String)", (tw, words) -> perMinute(timed(words).named("timed"))
                .aggregate(count()));
    }

    private void describeEventKeyedFlow() {
        keyed("EventKeyedFlow.mapValues(MapFunction)", (tw, words) -> timed(words)
                .keyBy(word -> word.indexOf('@'))
                .mapValues(String::length)
                .window(tumbling(ofMinutes(1)))
                .aggregate(max()));
        keyed("EventKeyedFlow.filter(FilterFunction2)", (tw, words) -> timed(words)
                .keyBy(word -> word.indexOf('@'))
                .filter((length, word) -> length > 3)
                .window(tumbling(ofMinutes(1)))
                .aggregate(count()));
        keyed("EventKeyedFlow.union(EventKeyedFlow)", (tw, words) -> {
            EventFlow<String> timed = timed(words);
            return timed.keyBy(word -> word.indexOf('@'))
                    .union(timed.keyBy(String::length))
                    .window(tumbling(ofMinutes(1)))
                    .aggregate(count());
        });
        keyed("EventKeyedFlow.window(Windows)", (tw, words) -> timed(words)
                .keyBy(word -> word.indexOf('@'))
                .window(sliding(ofMinutes(2), ofSeconds(50)).startingAt(ofSeconds(7)))
                .aggregate(count()));
    }

    private void describeWindowedFlow() {
        keyed("WindowedFlow.allowedLateness(Duration)", (tw, words) -> perMinute(
                        words.withEventTime(EveryOperationTest::time, ofSeconds(0)))
                .allowedLateness(ofMinutes(1))
                .aggregate(count()));
        keyed("WindowedFlow.outputMode(OutputMode)", (tw, words) -> perMinute(timed(words))
                .outputMode(OutputMode.UPDATE)
                .aggregate(count()));
        flow("WindowedFlow.aggregate(Aggregator)", (tw, words) -> perMinute(timed(words))
                .aggregate(count())
                .filter((window, count) -> count > 1)
                .keys()
                .map(window -> window.start().toString()));
        keyed("WindowedFlow.lateRows()", (tw, words) -> perMinute(timed(words)).lateRows());
    }

    @TestFactory
    Stream<DynamicTest> when_anOperationIsUsed_then_batchAndStreamAgree() {
        return operations.entrySet().stream()
                .map(operation -> DynamicTest.dynamicTest(
                        operation.getKey(), () -> operation.getValue().run()));
    }

    @Test
    void when_severalFollowEachOther_then_batchAndStreamAgree() {
        assertBatchEqualsStream(
                (Tidewheel tw, Flow<String> words) -> words.filter(word -> word.length() > 1)
                        .keyBy(String::length)
                        .join(names(tw), (word, name) -> name + word.charAt(word.length() - 1))
                        .values()
                        .union(words)
                        .keyBy(word -> word.charAt(0), String::length)
                        .aggregate(avg(length -> length))
                        .mapValues(average -> "about " + Math.round(average))
                        .named("averages"),
                WORDS,
                FEWER);
    }

    @Test
    void when_anOperationIsAdded_then_itIsAmongThese() {
        Set<String> all = new TreeSet<>();
        for (Class<?> flow :
                List.of(Flow.class, KeyedFlow.class, EventFlow.class, EventKeyedFlow.class, WindowedFlow.class)) {
            for (Method method : flow.getMethods()) {
                all.add(flow.getSimpleName() + "." + method.getName() + "("
                        + Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", "))
                        + ")");
            }
        }
        assertThat(new TreeSet<>(operations.keySet())).isEqualTo(all);
    }
}
