package io.tidewheel.api;

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

    static KeyedDataset<String, String> viaBoth(Dataset<String> log) {
        return log.via(FlowTest::fields).via(FlowTest::byFirstLetter);
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
