package io.tidewheel.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.Query;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Demo demo = new Demo(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    void when_aLogIsGenerated_then_itIsTheSameAgain() throws IOException {
        Path one = Demo.generate(folder.resolve("one"), 500);
        Path two = Demo.generate(folder.resolve("two"), 500);

        assertThat(one).hasSameBinaryContentAs(two);
        List<String> lines = Files.readAllLines(one);
        assertThat(lines).hasSize(500).allMatch(line -> Visit.parse(line).size() == 1);
        assertThat(lines.get(0))
                .matches("[0-9.]+ - - \\[17/May/2015:00:\\d\\d:\\d\\d \\+0000] "
                        + "\"(GET|POST) /\\S+ HTTP/1.1\" \\d{3} (\\d+|-) \"\\S+\" \"[^\"]+\"");
        assertThat(Demo.generate(folder.resolve("one"), 500)).isEqualTo(one);
    }

    @Test
    void when_aLineHasATimeOfAnotherZone_then_theVisitHasItsMoment() {
        String line = "1.1.1.1 - - [17/May/2015:10:05:03 -0730] \"GET /a HTTP/1.1\" 200 1";

        assertThat(Visit.parse(line))
                .containsExactly(
                        new Visit("/a", Instant.parse("2015-05-17T17:35:03Z").toEpochMilli()));
        assertThat(Visit.parse(line.replace("May", "Mai"))).isEmpty();
        assertThat(Visit.parse(line.replace("17/", "37/"))).isEmpty();
        assertThat(Visit.parse(line.replace("10:05", "10:x5"))).isEmpty();
    }

    @Test
    void when_aKilledProcessLeftAPart_then_theNextStartDeletesIt() throws IOException {
        Path abandoned = Files.createFile(folder.resolve("access-1.part"));
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0));
        Path inUse = Files.createFile(folder.resolve("access-2.part"));

        Path log = Demo.generate(folder, 10);

        assertThat(folder).isDirectoryContaining(log::equals).isDirectoryContaining(inUse::equals);
        assertThat(abandoned).doesNotExist();
    }

    @Test
    void when_theLogIsKnown_then_theRowsAreItsCounts() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), """
                1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"
                1.1.1.1 - - [17/May/2015:10:59:03 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"
                1.1.1.1 - - [17/May/2015:11:05:03 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"
                no request
                """);

        demo.run(log);

        assertThat(output())
                .contains("         2  /a  17/May/2015:10h\n         1  /a  17/May/2015:11h\n")
                .contains("4 rows in ")
                .contains("5 stages, ", " 0 recomputed partitions");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 3_000})
    void when_storedDataIsDeleted_then_partitionsRunAgainAndTheRowsAreTheSame(int rows) throws IOException {
        demo.runDamaged(Demo.generate(folder, rows));

        assertThat(output())
                .containsPattern("undisturbed:[\\s\\S]* 0 recomputed partitions")
                .containsPattern("deleted meanwhile: a cached block \\(cached-\\d+-part-\\d+-\\d+,")
                .contains("deleted meanwhile: a spilled output of an exchange (")
                .containsPattern("with stored data deleted half-way:[\\s\\S]* [2-9] recomputed partitions")
                .contains("the rows of both runs are the same");
    }

    @Test
    void when_fewLinesAreRequests_then_allLinesAreCounted() throws IOException {
        Path log = Demo.generate(folder, 10);
        addTo(log, "no request\n".repeat(7));

        demo.runDamaged(log);

        assertThat(output()).containsPattern("undisturbed:[\\s\\S]*\n17 rows in [\\s\\S]*\n17 rows in ");
    }

    @Test
    void when_noLineIsARequest_then_storedDataCanBeDeletedAllTheSame() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "to be or not to be\n");

        demo.runDamaged(text);

        assertThat(output())
                .contains("deleted meanwhile: a spilled output of an exchange (", "the rows of both runs are the same")
                .containsPattern("with stored data deleted half-way:[\\s\\S]* [1-9] recomputed partition");
    }

    @Test
    void when_thereIsNoWord_then_itSaysThatNothingCanBeDeleted() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertThatThrownBy(() -> demo.runDamaged(empty)).hasMessageStartingWith("there is no word in " + empty);
        assertThat(output()).isEmpty();
    }

    @Test
    void when_theRowsOfTheTwoRunsDiffer_then_itFails() throws IOException {
        Path log = Demo.generate(folder, 10);
        PrintStream changingTheLog = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void println(@Nullable String line) {
                super.println(line);
                if ("undisturbed:".equals(line)) {
                    addTo(log, "other words\n".repeat(100));
                }
            }
        };

        assertThatThrownBy(() -> new Demo(changingTheLog).runDamaged(log))
                .isInstanceOf(TidewheelException.class)
                .hasMessageStartingWith("the rows of the two runs differ: ");
    }

    @Test
    void when_theJobIsAStream_then_itCountsWhatTheBatchDoes() throws IOException {
        Path log = Demo.generate(folder, 1_000);

        new StreamDemo(new PrintStream(bytes, true, StandardCharsets.UTF_8), folder, Duration.ofMillis(1)).run(log);

        assertThat(output())
                .startsWith("a piece of the log, of 4, appears in ")
                .containsPattern("the stream and the batch have counted the same: \\d+ pages and hours, 0 rows late");
        assertThat(Place.of(folder, log, 1_000).path()).doesNotExist();
    }

    @Test
    void when_theStreamHasCountedSomethingElse_then_itFailsAndKeepsWhatItHas() throws IOException {
        Path log = Demo.generate(folder, 1_000);
        Path place = Place.of(folder, log, 1_000).path();
        try (Tidewheel tw = Tidewheel.open()) {
            new Pieces(place).cut(tw.textFile(log.toString()), 1_000);
        }
        Files.delete(place.resolve("pieces").resolve("part-0002.log"));
        StreamDemo demo = new StreamDemo(new PrintStream(bytes, true, StandardCharsets.UTF_8), folder, Duration.ZERO);

        assertThatThrownBy(() -> demo.run(log))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("the stream has counted ")
                .hasMessageContaining("the first that differ are '2")
                .hasMessageContaining("0 rows came more than an hour late");
        assertThat(place).exists();
    }

    @Test
    void when_rowsWereLateBeforeTheRestart_then_theyAreCountedInTheEnd() throws IOException {
        Path log = Files.writeString(
                folder.resolve("log"), requests("12", "/a", 250) + requests("09", "/a", 3) + requests("12", "/a", 497));
        Path place = Place.of(folder, log, 750).path();
        try (Tidewheel tw = Tidewheel.open()) {
            Pieces pieces = new Pieces(place);
            pieces.cut(tw.textFile(log.toString()), 750);
            Query query = StreamDemo.start(tw, place, pieces);
            for (int piece = 0; piece < 2; piece++) {
                assertThat(pieces.next()).isTrue();
                query.processAllAvailable();
            }
            query.stop();
        }

        assertThatThrownBy(() -> stream().run(log)).hasMessageContaining("; 3 rows came more than an hour late");
        assertThat(output()).startsWith("going on: 2 of 3 pieces of the log have come before");
    }

    @Test
    void when_itIsKilledWhileItDeletesItsFolder_then_theNextOneBeginsAnew() throws IOException {
        Path log = Demo.generate(folder, 1_000);
        Place place = Place.of(folder, log, 1_000);
        PrintStream killing = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void println(@Nullable String line) {
                if (String.valueOf(line).startsWith("the stream and the batch")) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(() -> new StreamDemo(killing, folder, Duration.ZERO).run(log))
                .hasMessage("killed");
        assertThat(place.path()).isDirectoryContaining(file -> file.endsWith("ready"));
        Path half = place.setAside();
        Files.delete(half.resolve("ready"));

        stream().run(log);

        assertThat(output())
                .startsWith("a piece of the log, of 4, appears in ")
                .contains("the stream and the batch have counted the same: ");
        assertThat(place.path()).doesNotExist();
        assertThat(half).doesNotExist();
    }

    @Test
    void when_theLogIsReplacedByOneOfTheSameLength_then_theStreamBeginsAnewAndSaysSo() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), requests("10", "/a", 2));
        Path before = Place.of(folder, log, 2).path();
        try (Tidewheel tw = Tidewheel.open()) {
            new Pieces(before).cut(tw.textFile(log.toString()), 2);
        }
        Files.writeString(log, requests("10", "/b", 2));
        Files.setLastModifiedTime(log, FileTime.fromMillis(0)); // surely another

        stream().run(log);

        assertThat(output())
                .startsWith("the log has changed since it was cut for " + before + ": this begins anew")
                .contains("the stream and the batch have counted the same: 1 pages and hours");
    }

    @Test
    void when_aFileInAFolderOfLogsChanges_then_theFolderHasAnotherPlace() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path log = Files.writeString(logs.resolve("log"), requests("10", "/a", 2));
        Path before = Place.of(folder, logs, 2).path();
        assertThat(Place.of(folder, logs, 2).path()).isEqualTo(before);

        Files.setLastModifiedTime(log, FileTime.fromMillis(0));

        assertThat(Place.of(folder, logs, 2).path()).isNotEqualTo(before);
    }

    private StreamDemo stream() {
        return new StreamDemo(new PrintStream(bytes, true, StandardCharsets.UTF_8), folder, Duration.ZERO);
    }

    private static String requests(String hour, String page, int rows) {
        return ("1.1.1.1 - - [17/May/2015:" + hour + ":05:03 +0000] \"GET " + page + " HTTP/1.1\" 200 1\n")
                .repeat(rows);
    }

    private static void addTo(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
