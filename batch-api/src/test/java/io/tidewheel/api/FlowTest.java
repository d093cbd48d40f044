package io.tidewheel.api;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.filtering;
import static io.tidewheel.api.Aggregators.mapping;
import static io.tidewheel.api.Aggregators.max;
import static io.tidewheel.api.Aggregators.several;
import static io.tidewheel.api.Aggregators.sumLong;
import static io.tidewheel.api.Aggregators.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That shared jobs compile as users would write them, and that {@link Flow} stays what batch and stream share. */
class FlowTest {
    static Flow<String> fields(Flow<String> log) {
        return log.map(line -> line.split(" ")).filter(f -> f.length > 6).map(f -> f[6]);
    }

    static KeyedFlow<String, String> byFirstLetter(Flow<String> words) {
        return words.keyBy(word -> word.substring(0, 1), word -> word.toUpperCase(Locale.ROOT))
                .flatMapValues((word, out) -> out.emit(word))
                .mapValues((letter, word) -> letter + word)
                .filter((letter, word) -> !word.isEmpty());
    }

    /** The first example of the README: never run, it prints. */
    static void printed(Dataset<String> log) {
        log.via(FlowTest::hits).forEach(System.out::println);
        log.via(FlowTest::hits).forEach((path, count) -> System.out.println(path + count));
    }

    static KeyedDataset<String, String> viaBoth(Dataset<String> log) {
        return log.via(FlowTest::fields).via(FlowTest::byFirstLetter);
    }

    record Hit(String path, long bytes) {}

    static KeyedFlow<String, String> summaries(Flow<Hit> hits) {
        return hits.keyBy(Hit::path)
                .aggregate(several(
                        count(),
                        sumLong(Hit::bytes),
                        max(Order.by(Hit::bytes)),
                        filtering(hit -> hit.bytes() > 9, mapping(Hit::path, toSet())),
                        (hit, bytes, largest, paths) -> hit + " " + bytes + largest.path() + paths.size()))
                .named("summaries");
    }

    static KeyedFlow<String, Long> greatest(Flow<Hit> hits) {
        return hits.keyBy(Hit::path, Hit::bytes)
                .aggregate(several(count(), Aggregators.<Long>max(), (n, most) -> n + most));
    }

    static KeyedFlow<String, Long> hits(Flow<String> log) {
        return log.map(line -> line.split(" "))
                .filter(f -> f.length > 6)
                .keyBy(f -> f[6])
                .aggregate(count())
                .named("hits");
    }

    @Test
    void when_flowGainsOrLosesAnOperation_then_thisListIsChangedOnPurpose() {
        // When, Then
        assertThat(names(Flow.class))
                .containsExactlyInAnyOrder(
                        "map",
                        "flatMap",
                        "flatMapStream",
                        "filter",
                        "keyBy",
                        "mapToPair",
                        "flatMapToPair",
                        "withEventTime",
                        "union",
                        "named");
        assertThat(names(KeyedFlow.class))
                .containsExactlyInAnyOrder(
                        "map",
                        "flatMap",
                        "filter",
                        "keyBy",
                        "mapToPair",
                        "mapValues",
                        "flatMapValues",
                        "keys",
                        "values",
                        "union",
                        "join",
                        "leftJoin",
                        "aggregate",
                        "named");
    }

    private static Set<String> names(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(method -> method.getName()).collect(Collectors.toSet());
    }
}
