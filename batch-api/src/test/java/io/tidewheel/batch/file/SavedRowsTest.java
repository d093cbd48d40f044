package io.tidewheel.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is saved reads back equal. */
class SavedRowsTest {
    record Visit(
            @Nullable String user,
            int count,
            Optional<String> note,
            @Nullable Instant at) {}

    record One(@Nullable Integer number) {}

    record Two(@Nullable String left, @Nullable String right) {}

    @TempDir
    Path folder;

    private Path save(RowFormat format, List<List<?>> partitions) throws Exception {
        Path target = folder.resolve("out");
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, target.toString(), format, partitions.size())) {
            List<String> files = new ArrayList<>();
            for (int i = 0; i < partitions.size(); i++) {
                IteratorCursor rows = new IteratorCursor(partitions.get(i).iterator());
                files.add(Objects.requireNonNull(job.action().run(rows, Rows.context(i))));
            }
            job.commit(files);
        }
        return target;
    }

    private static List<Visit> visits(long seed) {
        Random random = new Random(seed);
        String[] pieces = {"a", ",", "\"", "\n", "\r\n", " ", "é", ";", "NULL", "'", "{", ":"};
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(5); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            visits.add(new Visit(
                    text.toString(),
                    random.nextInt(),
                    random.nextBoolean() ? Optional.of(text.reverse().toString()) : Optional.empty(),
                    random.nextBoolean() ? Instant.ofEpochMilli(random.nextInt()) : null));
        }
        return visits;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void when_recordsAreSavedAsCsv_then_theyReadBackEqual(long seed) throws Exception {
        List<Visit> visits = visits(seed);
        CsvOptions options = seed % 2 == 0
                ? CsvOptions.withHeader()
                : CsvOptions.byPosition().separator(';').nullText("NULL");
        Path out = save(
                new CsvFormat(options, seed < 3 ? TextCompression.GZIP : TextCompression.NONE),
                List.of(visits.subList(0, 100), List.of(), visits.subList(100, 500)));
        CsvSource source = CsvSource.of(Storages.DEFAULT, out.toString(), 3, Visit.class, options, TextOptions.DEFAULT);
        assertThat(Rows.drained(source)).as("seed %d", seed).isEqualTo(visits);
    }

    @Test
    void when_theTextForNullLooksLikeAComment_then_nullsAreNull() throws Exception {
        CsvOptions options = CsvOptions.byPosition().nullText("#N/A");
        List<Visit> visits = List.of(
                new Visit(null, 1, Optional.empty(), null), new Visit("#N/A", 2, Optional.of("#"), Instant.EPOCH));
        Path out = save(new CsvFormat(options, TextCompression.NONE), List.of(visits));
        assertThat(out.resolve("part-00000.csv")).content().startsWith("#N/A,1,#N/A,#N/A\n");
        CsvSource source = CsvSource.of(Storages.DEFAULT, out.toString(), 1, Visit.class, options, TextOptions.DEFAULT);
        assertThat(Rows.drained(source)).isEqualTo(visits);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void when_recordsAreSavedAsJson_then_theyReadBackEqual(long seed) throws Exception {
        List<Visit> visits = visits(seed);
        Path out = save(new JsonFormat(TextCompression.ZSTD), List.of(visits));
        assertThat(out.resolve("part-00000.json.zst")).exists();
        JsonSource source = JsonSource.of(
                Storages.DEFAULT, out.toString(), 3, Visit.class, JsonOptions.DEFAULT, TextOptions.DEFAULT);
        assertThat(Rows.drained(source)).as("seed %d", seed).isEqualTo(visits);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({"true,", "false,", "false,NULL"})
    void when_textsAreNullEmptyOrBlank_then_csvReadsBackEqual(boolean header, @Nullable String nullText)
            throws Exception {
        @Nullable String[] texts = {null, "", " ", " x ", "NULL", "\t"};
        List<Two> rows = new ArrayList<>();
        for (String left : texts) {
            for (String right : texts) {
                rows.add(new Two(left, right));
            }
        }
        CsvOptions options = header ? CsvOptions.withHeader() : CsvOptions.byPosition();
        options = nullText == null ? options : options.nullText(nullText);
        Path out = save(new CsvFormat(options, TextCompression.NONE), List.of(rows));
        assertThat(Rows.drained(
                        CsvSource.of(Storages.DEFAULT, out.toString(), 1, Two.class, options, TextOptions.DEFAULT)))
                .isEqualTo(rows);
    }

    /** Such a line holds nothing but tabs, and is no blank line for that. */
    @Test
    void when_aRowIsOnlyNullBetweenTabs_then_itReadsBack() throws Exception {
        CsvOptions tabs = CsvOptions.byPosition().separator('\t');
        List<Two> rows = List.of(new Two(null, null), new Two("a", null), new Two(null, null));
        Path out = save(new CsvFormat(tabs, TextCompression.NONE), List.of(rows));
        assertThat(Rows.drained(
                        CsvSource.of(Storages.DEFAULT, out.toString(), 1, Two.class, tabs, TextOptions.DEFAULT)))
                .isEqualTo(rows);
    }

    @Test
    void when_csvCannotHoldARow_then_saveIsRefused() {
        CsvFormat csv = new CsvFormat(CsvOptions.byPosition().singleLine(), TextCompression.NONE);
        assertThatThrownBy(() -> save(csv, List.of(List.of("text"))))
                .hasMessageContaining("a row is a java.lang.String");
        assertThatThrownBy(() -> save(csv, List.of(List.of(new One(null))))).hasMessageContaining("nullText");
        CsvFormat blank = new CsvFormat(CsvOptions.byPosition().nullText(" "), TextCompression.NONE);
        assertThatThrownBy(() -> save(blank, List.of(List.of(new One(null))))).hasMessageContaining("not blank");
        assertThatThrownBy(() -> save(csv, List.of(visits(1)))).hasMessageContaining("singleLine()");
        assertThatThrownBy(
                        () -> save(csv, List.of(Arrays.asList(new One(1), new Visit("a", 1, Optional.empty(), null)))))
                .hasMessageContaining("after rows of " + One.class.getName());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void when_objectsAreSaved_then_partitionsReadBackEqual() throws Exception {
        List<List<?>> partitions = List.of(
                List.of("a", 1, new Pair<>("k", 2L), Map.of("x", List.of(1.5))),
                List.of(),
                Arrays.asList(null, new Visit("u", 1, Optional.empty(), Instant.EPOCH)));
        Path out = save(new ObjectFormat(), partitions);
        ObjectSource source = ObjectSource.of(Storages.DEFAULT, out.toString());
        assertThat(source.partitions()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            List<@Nullable Object> rows = new ArrayList<>();
            try (Cursor cursor = source.open(i, Rows.context(i))) {
                assertThat(cursor.estimatedRows()).isEqualTo(partitions.get(i).size());
                cursor.drain(Rows.into(rows));
            }
            assertThat(rows).isEqualTo(partitions.get(i));
        }
        assertThat(Rows.pulled(source)).hasSize(6);
    }

    @Test
    void when_objectFileIsDamaged_then_errorNamesItAndTheByte() throws Exception {
        Path out = save(new ObjectFormat(), List.of(List.of("some text", "more text")));
        Path file = out.resolve("part-00000");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged);
            assertDamaged(file, "byte " + i + " flipped");
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertDamaged(file, "cut to " + length);
        }
    }

    private static void assertDamaged(Path file, String how) throws IOException {
        ObjectSource source = ObjectSource.of(Storages.DEFAULT, file.toString());
        assertThatThrownBy(() -> Rows.drained(source))
                .as(how)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("the input file " + file);
    }

    @Test
    void when_wholeFilesAreRead_then_eachIsOneRow() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "one\ntwo");
        Files.writeString(folder.resolve("b.txt"), "");
        Path gz = save(new TextFormat(TextCompression.GZIP), List.of(List.of("x")));
        WholeFileSource text = WholeFileSource.text(Storages.DEFAULT, folder + "/*.txt," + gz, 2);
        assertThat(text.partitions()).isEqualTo(2);
        assertThat(Rows.drained(text))
                .containsExactly(
                        new Pair<>(folder + "/a.txt", "one\ntwo"),
                        new Pair<>(folder + "/b.txt", ""),
                        new Pair<>(gz + "/part-00000.gz", "x\n"));
        assertThat(Rows.drained(WholeFileSource.binary(Storages.DEFAULT, folder + "/a.txt", 8)))
                .singleElement()
                .isInstanceOfSatisfying(Pair.class, pair -> assertThat((byte[]) pair.value())
                        .isEqualTo("one\ntwo".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
