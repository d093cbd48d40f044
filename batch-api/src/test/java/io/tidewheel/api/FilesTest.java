package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewheel.api.file.BadLine;
import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    record Hit(String page, long bytes) {}

    @TempDir
    Path folder;

    private Tidewheel tw;

    @BeforeEach
    void open() {
        tw = Tidewheel.builder().master("local[2]").open();
    }

    @AfterEach
    void close() {
        tw.close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> names(String directory) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void when_textIsSaved_then_itReadsBackInOrder() throws Exception {
        List<String> lines = IntStream.range(0, 1000).mapToObj(i -> "line " + i).toList();
        tw.parallelize(lines, 3).saveAsTextFile(path("plain"));
        tw.parallelize(lines, 3).saveAsTextFile(path("zst"), TextCompression.ZSTD);
        assertThat(names("plain")).containsExactly("_SUCCESS", "part-00000", "part-00001", "part-00002");
        assertThat(tw.textFile(path("plain")).collect()).isEqualTo(lines);
        assertThat(tw.textFile(path("plain"), 20).collect()).isEqualTo(lines);
        assertThat(tw.textFile(path("zst")).collect()).isEqualTo(lines);
        assertThat(tw.textFile(path("plain")).count()).isEqualTo(1000);
        assertThat(tw.textFile(path("plain")).take(2)).containsExactly("line 0", "line 1");
    }

    @Test
    void when_directoryIsEmpty_then_datasetIsEmpty() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        Dataset<String> empty = tw.textFile(path("empty"));
        assertThat(empty.collect()).isEmpty();
        assertThat(empty.count()).isZero();
        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.keyBy(line -> line).reduceByKey((a, b) -> a).collect()).isEmpty();
        empty.saveAsTextFile(path("out"));
        assertThat(names("out")).containsExactly("_SUCCESS");
        assertThat(tw.textFile(path("out")).collect()).isEmpty();
    }

    @Test
    void when_inputIsMissing_then_itIsAnErrorWhenDefined() {
        assertThatThrownBy(() -> tw.textFile(path("no/such.txt")))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("there is no input path '" + path("no/such.txt") + "'")
                .hasMessageContaining("the directory " + folder);
    }

    @Test
    void when_aFunctionFails_then_errorNamesFileAndLine() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "1\n2\nx\n4\n");
        assertThatThrownBy(() ->
                        tw.textFile(path("a.txt"), 1).map(Integer::parseInt).collect())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + path("a.txt") + " line 3")
                .hasRootCauseInstanceOf(NumberFormatException.class);
    }

    @Test
    void when_aLineIsBad_then_itsPlaceIsNamedOnce() throws Exception {
        Files.writeString(folder.resolve("a.csv"), "/a,1\n/b\n");
        Files.writeString(folder.resolve("a.json"), "{\"page\":\"/a\",\"bytes\":1}\n{\"page\":\"/b\"}\n");
        List<Dataset<Hit>> datasets = List.of(
                tw.csvFile(path("a.csv"), Hit.class, CsvOptions.byPosition()), tw.jsonLines(path("a.json"), Hit.class));
        for (Dataset<Hit> hits : datasets) {
            assertThatThrownBy(hits::collect)
                    .isInstanceOf(TidewheelException.class)
                    .satisfies(e -> assertThat(e.getMessage().split(" line 2", -1))
                            .as(e.getMessage())
                            .hasSize(2));
        }
    }

    @Test
    void when_nothingIsReducedAsATree_then_errorNamesTheOperationAndTheDataset() {
        Dataset<Integer> none = tw.<Integer>parallelize(List.of(), 3).named("numbers");
        assertThatThrownBy(() -> none.treeReduce(Integer::sum)).hasMessageStartingWith("treeReduce of " + none + ": ");
    }

    @Test
    void when_saveFails_then_nothingIsLeft() {
        Dataset<Integer> broken = tw.parallelize(List.of(1, 2, 0, 4), 4).map(i -> 4 / i);
        assertThatThrownBy(() -> broken.saveAsTextFile(path("out"))).isInstanceOf(TidewheelException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void when_targetExists_then_saveIsRefusedBeforeAnythingRuns() throws Exception {
        Files.createDirectory(folder.resolve("out"));
        Dataset<Integer> broken = tw.parallelize(List.of(0), 1).map(i -> 1 / i);
        assertThatThrownBy(() -> broken.saveAsTextFile(path("out"))).hasMessageContaining("exists already");
    }

    @Test
    void when_recordsAreSaved_then_csvJsonAndObjectsReadBack() {
        List<Hit> hits = List.of(new Hit("/a", 1), new Hit("/b,\"c\"", 2), new Hit("", 3));
        Dataset<Hit> dataset = tw.parallelize(hits, 2);
        dataset.saveAsCsvFile(path("csv"), CsvOptions.withHeader());
        dataset.saveAsJsonLines(path("json"), TextCompression.GZIP);
        dataset.saveAsObjectFile(path("objects"));
        assertThat(tw.csvFile(path("csv"), Hit.class).collect()).isEqualTo(hits);
        assertThat(tw.jsonLines(path("json"), Hit.class).collect()).isEqualTo(hits);
        assertThat(tw.<Hit>objectFile(path("objects")).map(Hit::bytes).collect())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void when_linesAreBad_then_theyAreCountedAndCollectedWhileReadingGoesOn() throws Exception {
        Files.writeString(folder.resolve("a.csv"), "/a,1\n/b,x\n/c\n/d,4\n");
        Files.writeString(folder.resolve("a.json"), "{\"page\":\"/a\",\"bytes\":1}\noops\n");
        LongAccumulator skipped = tw.longAccumulator("skipped");
        CollectionAccumulator<BadLine> bad = tw.collectionAccumulator("bad lines");
        assertThat(tw.csvFile(path("a.csv"), Hit.class, CsvOptions.byPosition().onBadLine(line -> skipped.add(1)))
                        .collect())
                .containsExactly(new Hit("/a", 1), new Hit("/d", 4));
        assertThat(skipped.value()).isEqualTo(2);
        assertThat(tw.jsonLines(path("a.json"), Hit.class, JsonOptions.DEFAULT.onBadLine(bad::add))
                        .count())
                .isEqualTo(1);
        assertThat(bad.value()).extracting(BadLine::file, BadLine::line).containsExactly(tuple(path("a.json"), 2L));
        assertThatThrownBy(() -> tw.csvFile(path("a.csv"), Hit.class, CsvOptions.byPosition())
                        .count())
                .hasMessageContaining("file " + path("a.csv") + " line 2: column 'bytes': 'x' is no long");
    }

    @Test
    void when_pairsAndNumbersAreSaved_then_theyReadBack() {
        tw.parallelizePairs(List.of(new Pair<>("a", 1), new Pair<>("b", 2)), 1).saveAsObjectFile(path("pairs"));
        tw.range(0, 5).saveAsObjectFile(path("numbers"));
        tw.range(0, 2).saveAsTextFile(path("text"));
        assertThat(tw.<Pair<String, Integer>>objectFile(path("pairs")).collect())
                .containsExactly(new Pair<>("a", 1), new Pair<>("b", 2));
        assertThat(tw.<Long>objectFile(path("numbers")).collect()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(tw.textFile(path("text")).collect()).containsExactly("0", "1");
    }

    @Test
    void when_wholeFilesAreRead_then_keysArePaths() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "one\ntwo");
        assertThat(tw.wholeTextFiles(path("a.txt")).collectAsMap()).containsEntry(path("a.txt"), "one\ntwo");
        assertThat(tw.binaryFiles(path("*.txt"))
                        .mapValues(bytes -> bytes.length)
                        .collectAsMap())
                .containsEntry(path("a.txt"), 7);
    }

    @Test
    void when_lineageIsSaved_then_nothingBeforeItRunsAgain() {
        KeyedDataset<String, Integer> sums = tw.parallelizePairs(
                        List.of(new Pair<>("a", 1), new Pair<>("b", 2), new Pair<>("a", 3)), 2)
                .reduceByKey(Integer::sum);
        List<Pair<String, Integer>> rows = sums.collect();
        int partitions = sums.partitionCount();
        assertThat(sums.saveLineage(path("saved"))).isSameAs(sums);
        assertThat(sums.explain()).contains("objects " + path("saved")).doesNotContain("collection");
        assertThat(sums.collect()).isEqualTo(rows);
        assertThat(sums.partitionCount()).isEqualTo(partitions);
        // The keys lie where they lay: a join moves none of them.
        assertThat(sums.join(sums, Integer::sum).collectAsMap())
                .containsEntry("a", 8)
                .containsEntry("b", 4);
    }

    @Test
    void when_theLineageOfASortIsSaved_then_keyedOperationsDoWithoutItsBounds() {
        KeyedDataset<Integer, Integer> sorted =
                tw.range(0, 100).boxed().keyBy(x -> (int) (x % 10), x -> 1).sortByKey();
        sorted.saveLineage(path("sorted"));
        assertThat(sorted.keys().first()).isZero();
        assertThat(sorted.join(sorted.reduceByKey(Integer::sum), Integer::sum).count())
                .isEqualTo(100);
        assertThat(tw.parallelizePairs(List.of(Pair.of(3, 5)), 1)
                        .join(sorted, Integer::sum)
                        .collect())
                .hasSize(10)
                .containsOnly(Pair.of(3, 6));
    }
}
