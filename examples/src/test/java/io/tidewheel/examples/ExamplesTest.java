package io.tidewheel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.builtin.MemorySink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String LOG = """
            1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET /blog/tide/ HTTP/1.1" 200 100 "-" "Browser 1.0"
            1.1.1.2 - - [17/May/2015:11:05:03 +0000] "GET /blog/tide/ HTTP/1.1" 200 300 "-" "Browser 1.0"
            1.1.1.1 - - [17/May/2015:10:05:04 +0000] "GET /logo.png HTTP/1.1" 404 - "-" "Browser 1.0"
            not a request
            1.1.1.3 - - [17/May/2015:10:59:59 +0000] "GET /feeds/all HTTP/1.1" 500 50 "-" "Browser 1.0"
            1.1.1.3 - - [18/May/2015:10:00:00 +0000] "GET /feeds/all HTTP/1.1" 500 50 "-" "Browser 1.0"
            """;

    @TempDir
    Path folder;

    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();

    private String log;

    @BeforeEach
    void write() throws IOException {
        log = write("access.log", LOG);
    }

    @AfterEach
    void close() {
        tw.close();
    }

    @Test
    void when_anArgumentIsNoNumberThatServes_then_oneLineSaysWhatIs() {
        assertThatThrownBy(() -> MonteCarloPi.main(new String[] {"x"}))
                .hasMessage("MonteCarloPi [POINTS]: POINTS is 'x', but must be a number from 1 to 9223372036854775807")
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThatThrownBy(() -> MonteCarloPi.main(new String[] {"-5"})).hasMessageContaining("POINTS is '-5'");
        assertThatThrownBy(() -> MonteCarloPi.main(new String[] {"5", "6"})).hasMessageContaining("but got 2");
        for (String rounds : List.of("x", "-1", "1e9")) {
            assertThatThrownBy(() -> PageRank.main(new String[] {log, rounds}))
                    .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                            .isEqualTo(TidewheelException.Kind.CONFIGURATION))
                    .hasMessage(
                            "PageRank LINKS ROUNDS: ROUNDS is '" + rounds + "', but must be a number from 0 to 1000");
        }
    }

    @Test
    void when_wordsAreCounted_then_theMostFrequentComeFirst() throws IOException {
        assertThat(WordCount.top(tw, write("text", "to be or\nnot to be\n\n"), 3))
                .containsExactly(Pair.of("be", 2L), Pair.of("to", 2L), Pair.of("not", 1L));
    }

    @Test
    void when_pagesAreCounted_then_linesOfAnotherFormatAreLeftOut() {
        assertThat(PageHits.run(tw, log))
                .containsExactlyInAnyOrder(
                        Pair.of("/blog/tide/", 2L), Pair.of("/logo.png", 1L), Pair.of("/feeds/all", 2L));
    }

    @Test
    void when_filesAppear_then_pagesAreCountedOnAcrossAStop() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        String checkpoint = folder.resolve("checkpoint").toString();
        MemorySink<Pair<String, Long>> out = MemorySink.create();
        Files.writeString(logs.resolve("1.log"), LOG);

        Query query = PageHits.start(tw, logs.toString(), checkpoint, out);
        query.processAllAvailable();
        query.stop();

        assertThat(out.rows()).containsExactlyInAnyOrderElementsOf(PageHits.run(tw, log));
        out.clear();
        Files.writeString(logs.resolve("2.log"), LOG.lines().skip(2).findFirst().orElseThrow());
        Query restarted = PageHits.start(tw, logs.toString(), checkpoint, out);
        restarted.processAllAvailable();
        restarted.stop();
        assertThat(out.rows()).containsExactly(Pair.of("/logo.png", 2L));
    }

    @Test
    void when_severalAreAggregated_then_aRecordHoldsThem() {
        assertThat(TopPages.run(tw, log, 2))
                .containsExactly(
                        new TopPages.Page("/blog/tide/", 2, 400, 300), new TopPages.Page("/feeds/all", 2, 100, 50));
    }

    @Test
    void when_errorsAreReported_then_hoursAreInOrder() {
        assertThat(LogErrors.run(tw, log))
                .isEqualTo(new LogErrors.Report(
                        List.of(Pair.of("17/May/2015:10", 2L), Pair.of("18/May/2015:10", 1L)),
                        List.of("/logo.png", "/feeds/all", "/feeds/all")));
    }

    @Test
    void when_aTableIsJoined_then_requestsWithoutOwnerAreKept() throws IOException {
        assertThat(Enrich.run(tw, log, write("owners.csv", "blog,Ada\nfeeds,Grace\n")))
                .containsExactly(Pair.of("Ada", 2L), Pair.of("Grace", 2L), Pair.of("nobody", 1L));
    }

    @Test
    void when_readingsComeOutOfOrder_then_changesAreThoseInOrder() {
        assertThat(SecondarySort.run(tw, SecondarySort.readings(8)))
                .containsExactly(
                        Pair.of("sensor-0", 9.0),
                        Pair.of("sensor-0", 27.0),
                        Pair.of("sensor-1", 15.0),
                        Pair.of("sensor-1", 33.0),
                        Pair.of("sensor-2", 21.0));
    }

    @Test
    void when_ranksAreIterated_then_theyAreThoseOfAHandLoop() {
        var links = tw.parallelizePairs(
                List.of(Pair.of("a", "b"), Pair.of("a", "c"), Pair.of("b", "c"), Pair.of("c", "a"), Pair.of("c", "a")));

        List<Pair<String, Double>> ranks = PageRank.run(links, 2);

        double a1 = 0.15 + 0.85 * 1;
        double b1 = 0.15 + 0.85 * 0.5;
        double c1 = 0.15 + 0.85 * 1.5;
        assertThat(ranks).extracting(Pair::key).containsExactly("a", "b", "c");
        assertThat(ranks.get(0).value()).isCloseTo(0.15 + 0.85 * c1, within(1e-12));
        assertThat(ranks.get(1).value()).isCloseTo(0.15 + 0.85 * a1 / 2, within(1e-12));
        assertThat(ranks.get(2).value()).isCloseTo(0.15 + 0.85 * (a1 / 2 + b1), within(1e-12));
    }

    @Test
    void when_piIsDrawn_then_itIsNearAndTheSameForASeed() {
        double pi = MonteCarloPi.run(tw, 100_000, 1);

        assertThat(pi).isCloseTo(Math.PI, within(0.03)).isEqualTo(MonteCarloPi.run(tw, 100_000, 1));
    }

    @Test
    void when_argumentsAreMissing_then_theErrorShowsTheUsage() {
        assertThatThrownBy(() -> WordCount.main(new String[0]))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("WordCount FILE takes 1 argument(s), but got 0");
    }

    @Test
    void when_anExampleIsAdded_then_theListNamesIt() throws IOException {
        Set<String> programs = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/tidewheel/examples"))) {
            for (Path source : sources.toList()) {
                if (Files.readString(source).contains("public static void main(")) {
                    programs.add(source.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertThat(Examples.ALL.keySet()).isEqualTo(programs);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
