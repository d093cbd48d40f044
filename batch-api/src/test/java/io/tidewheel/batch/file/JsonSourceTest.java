package io.tidewheel.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewheel.api.file.BadLine;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSourceTest {
    enum Kind {
        VIEW,
        CLICK
    }

    record Place(double lat, double lon) {}

    record Event(
            String user,
            long at,
            Kind kind,
            @Nullable Integer size,
            Optional<String> note,
            @Nullable Place place,
            List<String> tags,
            Map<String, BigDecimal> prices,
            @Nullable Instant seen) {}

    record Small(String user, long at) {}

    record Ordered(int low, int high) {
        Ordered {
            if (low > high) {
                throw new IllegalArgumentException(low + " > " + high);
            }
        }
    }

    record Odd(Runnable task) {}

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("a.json"), text);
    }

    private static List<@Nullable Object> read(Path path, Class<?> type, JsonOptions options) throws Exception {
        JsonSource source = JsonSource.of(Storages.DEFAULT, path.toString(), 2, type, options, TextOptions.DEFAULT);
        return Rows.drained(source);
    }

    @Test
    void when_linesHoldObjects_then_theyBecomeRecords() throws Exception {
        Path file = write("{\"user\":\"ann\",\"at\":7,\"kind\":\"CLICK\",\"size\":3,\"note\":\"hi\","
                + "\"place\":{\"lat\":1.5,\"lon\":-2},\"tags\":[\"a\",\"b\"],\"prices\":{\"x\":1.10},"
                + "\"seen\":\"2024-01-01T00:00:00Z\",\"unknown\":[{}]}\n\n"
                + "{\"user\":\"bob\",\"at\":-1,\"kind\":\"VIEW\",\"tags\":[],\"prices\":{}}\n");
        assertThat(read(file, Event.class, JsonOptions.DEFAULT))
                .containsExactly(
                        new Event(
                                "ann",
                                7,
                                Kind.CLICK,
                                3,
                                Optional.of("hi"),
                                new Place(1.5, -2),
                                List.of("a", "b"),
                                Map.of("x", new BigDecimal("1.10")),
                                Instant.parse("2024-01-01T00:00:00Z")),
                        new Event("bob", -1, Kind.VIEW, null, Optional.empty(), null, List.of(), Map.of(), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"user\":\"a\",\"at\":\"x\"}   | member 'at' is the text \"x\", a whole number was expected",
                "{\"user\":\"a\",\"at\":\"5\"}   | member 'at' is the text \"5\", a whole number was expected",
                "{\"user\":\"a\",\"at\":1.5}     | member 'at' is 1.5, a whole number was expected",
                "{\"user\":\"a\",\"at\":null}    | member 'at' is null, a whole number was expected",
                "{\"user\":\"a\"}                | member 'at' is missing, a whole number was expected",
                "{\"user\":\"a\",\"at\":[1]}     | member 'at' is a list, a whole number was expected",
                "{\"user\":{},\"at\":1}          | member 'user' is an object, a text was expected",
                "{\"user\":\"a\",\"at\":99999999999999999999} | member 'at' is a number out of the range of long",
                "{\"user\":\"a\",\"at\":1        | it is not JSON at character",
                "{\"user\":\"a\",\"at\":1} {}    | it goes on after its object",
                "user=a                          | it is not JSON at character 1",
                "null                            | it is null, an object was expected",
                "[1]                             | it is a list, an object was expected",
            })
    void when_lineIsBad_then_errorNamesFileLineAndReason(String line, String reason) throws Exception {
        Path file = write("{\"user\":\"a\",\"at\":1}\n" + line + "\n");
        assertThatThrownBy(() -> read(file, Small.class, JsonOptions.DEFAULT))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + file + " line 2: ")
                .hasMessageContaining(reason)
                .hasMessageContaining(line)
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("JsonToken", "Feature", "jackson", "Source:"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"kind\":\"BUY\"          | member 'kind' is the text \"BUY\", one of [VIEW, CLICK] was expected",
                "\"place\":{\"lat\":true}  | member 'place.lat' is true, a number was expected",
                "\"tags\":[\"a\",{}]       | member 'tags[1]' is an object, a text was expected",
                "\"tags\":7                 | member 'tags' is 7, a list was expected",
                "\"prices\":{\"x\":\"y\"}  | member 'prices.x' is the text \"y\", a number was expected",
                "\"seen\":\"now\"          | member 'seen' is the text \"now\", an Instant was expected",
                "\"size\":[]               | member 'size' is a list, a whole number was expected",
            })
    void when_aMemberIsBad_then_errorSaysSoInWords(String member, String reason) throws Exception {
        Path file = write("{" + member + "}\n");
        assertThatThrownBy(() -> read(file, Event.class, JsonOptions.DEFAULT))
                .hasMessageContaining("line 1: " + reason + ": {");
    }

    @Test
    void when_aConstructorRefusesItsValues_then_errorHasItsReason() throws Exception {
        Path file = write("{\"low\":3,\"high\":2}\n");
        assertThatThrownBy(() -> read(file, Ordered.class, JsonOptions.DEFAULT))
                .hasMessageContaining("line 1: the constructor of Ordered refused it: ")
                .hasMessageContaining("3 > 2");
    }

    @Test
    void when_memberIsUnknown_then_itIsSkippedUnlessTold() throws Exception {
        Path file = write("{\"user\":\"a\",\"at\":1,\"more\":2}\n");
        assertThat(read(file, Small.class, JsonOptions.DEFAULT)).containsExactly(new Small("a", 1));
        assertThatThrownBy(() -> read(file, Small.class, JsonOptions.DEFAULT.failOnUnknown()))
                .hasMessageContaining("line 1: member 'more' is unknown, Small has [user, at]");
    }

    @Test
    void when_lineNamesAClass_then_noObjectOfItIsMade() throws Exception {
        Path file = write("{\"@class\":\"java.util.HashMap\",\"user\":\"a\",\"at\":1}\n");
        assertThat(read(file, Small.class, JsonOptions.DEFAULT)).containsExactly(new Small("a", 1));
    }

    @Test
    void when_badLinesAreHandled_then_readingGoesOn() throws Exception {
        Path file = write("{\"user\":\"a\",\"at\":1}\noops\n{\"user\":\"b\",\"at\":2}\n");
        HANDLED.clear();
        assertThat(read(file, Small.class, JsonOptions.DEFAULT.onBadLine(HANDLED::add)))
                .containsExactly(new Small("a", 1), new Small("b", 2));
        assertThat(HANDLED).extracting(BadLine::line, BadLine::text).containsExactly(tuple(2L, "oops"));
    }

    private static final List<BadLine> HANDLED = new ArrayList<>();

    record Failing(int number) {
        Failing {
            if (number == 1) {
                throw new StackOverflowError("one");
            }
        }
    }

    @Test
    void when_aConstructorThrowsAnError_then_theLineIsNotTakenForBad() throws Exception {
        HANDLED.clear();
        Path file = write("{\"number\":0}\n{\"number\":1}\n");
        assertThatThrownBy(() -> read(file, Failing.class, JsonOptions.DEFAULT.onBadLine(HANDLED::add)))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("one");
        assertThat(HANDLED).isEmpty();
    }

    @Test
    void when_nestingIsTooDeep_then_lineIsBad() throws Exception {
        Path file = write("{\"user\":" + "[".repeat(100_000) + "\n");
        assertThatThrownBy(() -> read(file, Small.class, JsonOptions.DEFAULT))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void when_typeCannotBeRead_then_errorSaysSo() throws Exception {
        Path file = write("{\"task\":{}}\n");
        assertThatThrownBy(() -> read(file, Odd.class, JsonOptions.DEFAULT))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("cannot be read from JSON")
                .hasMessageContaining("Runnable");
        assertThatThrownBy(() -> read(file, Map.class, JsonOptions.DEFAULT)).hasMessageContaining("is not a record");
    }
}
