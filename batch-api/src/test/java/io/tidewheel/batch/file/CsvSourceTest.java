package io.tidewheel.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.file.BadLine;
import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {
    record Hit(String user, long bytes) {}

    record Wide(
            @Nullable Integer boxed,
            double real,
            boolean truth,
            char letter,
            TimeUnit unit,
            BigDecimal price,
            LocalDate day,
            Instant at,
            @Nullable Duration took,
            Optional<String> note,
            Optional<Integer> missing) {}

    record Range(int from, int to) {
        Range {
            if (from > to) {
                throw new IllegalArgumentException(from + " > " + to);
            }
        }
    }

    record Nested(Map<String, String> map) {}

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("a.csv"), text);
    }

    private static List<@Nullable Object> read(Path path, Class<?> type, CsvOptions options) throws Exception {
        CsvSource source = CsvSource.of(Storages.DEFAULT, path.toString(), 4, type, options, TextOptions.DEFAULT);
        List<@Nullable Object> rows = Rows.drained(source);
        assertThat(Rows.pulled(source)).isEqualTo(rows);
        return rows;
    }

    @Test
    void when_fileHasHeader_then_columnsAreFoundByName() throws Exception {
        Path file = write("Bytes,other,user\n7,x,ann\n\n8,,bob\n");
        assertThat(read(file, Hit.class, CsvOptions.withHeader()))
                .containsExactly(new Hit("ann", 7), new Hit("bob", 8));
    }

    @Test
    void when_fileHasNoHeader_then_columnsAreTakenInOrder() throws Exception {
        Path file = write("ann;7\r\nbob;8");
        assertThat(read(file, Hit.class, CsvOptions.byPosition().separator(';')))
                .containsExactly(new Hit("ann", 7), new Hit("bob", 8));
    }

    @Test
    void when_fieldsAreQuoted_then_theyHoldSeparatorsQuotesAndLineBreaks() throws Exception {
        Path file = write("\"a,\"\"b\"\"\",1\n\"two\nlines\",2\n\"\r\n\",3\nin\"side,4\n\"\",5\n");
        assertThat(read(file, Hit.class, CsvOptions.byPosition()))
                .containsExactly(
                        new Hit("a,\"b\"", 1),
                        new Hit("two\nlines", 2),
                        new Hit("\r\n", 3),
                        new Hit("in\"side", 4),
                        new Hit("", 5));
    }

    @Test
    void when_componentsHaveManyTypes_then_allAreRead() throws Exception {
        Path file = write("""
                boxed,real,truth,letter,unit,price,day,at,took,note
                1,2.5,TRUE,x,DAYS,1.10,2024-02-29,2024-01-01T00:00:00Z,PT5S,""
                ,-1e3,false,é,HOURS,0,1969-12-31,1969-12-31T23:59:59Z,,
                """);
        assertThat(read(file, Wide.class, CsvOptions.withHeader()))
                .containsExactly(
                        new Wide(
                                1,
                                2.5,
                                true,
                                'x',
                                TimeUnit.DAYS,
                                new BigDecimal("1.10"),
                                LocalDate.of(2024, 2, 29),
                                Instant.parse("2024-01-01T00:00:00Z"),
                                Duration.ofSeconds(5),
                                Optional.of(""),
                                Optional.empty()),
                        new Wide(
                                null,
                                -1000,
                                false,
                                '\u00e9',
                                TimeUnit.HOURS,
                                BigDecimal.ZERO,
                                LocalDate.of(1969, 12, 31),
                                Instant.parse("1969-12-31T23:59:59Z"),
                                null,
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void when_fieldIsTheNullText_then_itIsNull() throws Exception {
        Path file = write("NULL,1\n\"NULL\",2\n");
        assertThat(read(file, Hit.class, CsvOptions.byPosition().nullText("NULL")))
                .extracting(row -> ((Hit) row).user())
                .containsExactly(null, "NULL");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            value = {
                "ann,x      | column 'bytes': 'x' is no long",
                "ann,       | column 'bytes' is empty, a long was expected",
                "ann        | it has 1 fields, 2 were expected",
                "ann,1,2    | it has 3 fields, 2 were expected",
                "'\"ann\"x,1' | field 1 goes on after its closing quote; a quote inside",
                "'\"ann,1'  | a quoted field does not end in its line",
            })
    void when_lineIsBad_then_errorNamesFileLineAndReason(String line, String reason) throws Exception {
        Path file = write("bob,1\n" + line + "\ncid,2\n");
        CsvOptions options = CsvOptions.byPosition().singleLine();
        assertThatThrownBy(() -> read(file, Hit.class, options))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + file + " line 2: " + reason)
                .hasMessageContaining(line);
    }

    record Counted(int count) {}

    @Test
    void when_aTypeBeginsWithAVowel_then_theErrorReadsAsEnglish() throws Exception {
        Path named = write("count,other\n,y\n");
        assertThatThrownBy(() -> read(named, Counted.class, CsvOptions.withHeader()))
                .hasMessageContaining("column 'count' is empty, an int was expected");
    }

    @Test
    void when_badLinesAreHandled_then_readingGoesOn() throws Exception {
        Path file = write("ann,1\nbad\n\"two\nlines\",x\nbob,2\n\"open");
        HANDLED.clear();
        List<@Nullable Object> rows = Rows.drained(CsvSource.of(
                Storages.DEFAULT,
                file.toString(),
                1,
                Hit.class,
                CsvOptions.byPosition().onBadLine(HANDLED::add),
                TextOptions.DEFAULT));
        assertThat(rows).containsExactly(new Hit("ann", 1), new Hit("bob", 2));
        assertThat(HANDLED).extracting(BadLine::line).containsExactly(2L, 3L, 6L);
        assertThat(HANDLED.get(0)).hasToString("file " + file + " line 2: it has 1 fields, 2 were expected: bad");
        assertThat(HANDLED.get(2).reason()).isEqualTo("the file ends inside a quoted field");
    }

    private static final List<BadLine> HANDLED = new ArrayList<>();

    @Test
    void when_recordRefusesItsValues_then_lineIsBad() throws Exception {
        Path file = write("1,2\n5,3\n");
        assertThatThrownBy(() -> read(file, Range.class, CsvOptions.byPosition()))
                .hasMessageContaining("line 2: the constructor of Range refused it")
                .hasMessageContaining("5 > 3")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

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
        Path file = write("0\n1\n");
        assertThatThrownBy(
                        () -> read(file, Failing.class, CsvOptions.byPosition().onBadLine(HANDLED::add)))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("one");
        assertThat(HANDLED).isEmpty();
    }

    @Test
    void when_aColumnThatIsReadIsThereTwice_then_errorNamesIt() throws Exception {
        Path twice = write("user,bytes,user\nann,1,bob\n");
        assertThatThrownBy(() -> read(twice, Hit.class, CsvOptions.withHeader()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(
                        "the input file " + twice + " has column 'user' more than once in [user, bytes, user]");
        Path almost = write("USER,bytes,User\nann,1,bob\n");
        assertThatThrownBy(() -> read(almost, Hit.class, CsvOptions.withHeader()))
                .hasMessageContaining("has column 'user' more than once");
        assertThat(read(write("x,User,bytes,user,x\n,ann,1,bob,\n"), Hit.class, CsvOptions.withHeader()))
                .containsExactly(new Hit("bob", 1));
    }

    @Test
    void when_textIsEmptyAndNotQuoted_then_itIsNullUnlessNullHasAText() throws Exception {
        Path file = write(",1\n\"\",2\n");
        assertThat(read(file, Hit.class, CsvOptions.byPosition()))
                .extracting(row -> ((Hit) row).user())
                .containsExactly(null, "");
        assertThat(read(file, Hit.class, CsvOptions.byPosition().nullText("NULL")))
                .extracting(row -> ((Hit) row).user())
                .containsExactly("", "");
    }

    @Test
    void when_columnIsMissing_then_errorNamesThoseThatThereAre() throws Exception {
        Path file = write("user,size\nann,1\n");
        assertThatThrownBy(() -> read(file, Hit.class, CsvOptions.withHeader()))
                .hasMessageContaining("has no column 'bytes', only [user, size]");
    }

    @Test
    void when_typeCannotBeRead_then_itIsRefusedWhenDefined() throws Exception {
        Path file = write("x\n");
        assertThatThrownBy(() -> read(file, Nested.class, CsvOptions.byPosition()))
                .hasMessageContaining("component 'map' of " + Nested.class.getName())
                .hasMessageContaining("BigDecimal");
        assertThatThrownBy(() -> read(file, String.class, CsvOptions.byPosition()))
                .hasMessageContaining("java.lang.String is not a record");
        assertThatThrownBy(() -> CsvOptions.byPosition().separator('"'))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("must differ");
    }

    @Test
    void when_noFieldHoldsLineBreaks_then_largeFilesAreCut() throws Exception {
        StringBuilder text = new StringBuilder("user,bytes\n");
        List<Hit> expected = new ArrayList<>();
        for (int i = 0; i < 400_000; i++) {
            expected.add(new Hit("user-" + i, i));
            text.append("user-").append(i).append(',').append(i).append('\n');
        }
        Path file = write(text.toString());
        CsvSource source = CsvSource.of(
                Storages.DEFAULT,
                file.toString(),
                4,
                Hit.class,
                CsvOptions.withHeader().singleLine(),
                TextOptions.DEFAULT);
        assertThat(source.partitions()).isGreaterThanOrEqualTo(4);
        assertThat(Rows.drained(source)).isEqualTo(expected);
        assertThat(read(file, Hit.class, CsvOptions.withHeader())).isEqualTo(expected);
    }

    @Test
    void when_aCarriageReturnStandsAlone_then_itEndsARecordUnlessQuoted() throws Exception {
        Path file = write("ann,1\rbob,2\n\"c\rd\",3\r\n\r\n\rbad\rzoe,4");
        HANDLED.clear();
        assertThat(read(file, Hit.class, CsvOptions.byPosition().onBadLine(HANDLED::add)))
                .containsExactly(new Hit("ann", 1), new Hit("bob", 2), new Hit("c\rd", 3), new Hit("zoe", 4));
        assertThat(HANDLED).hasSize(2).extracting(BadLine::line).containsOnly(4L);
    }

    @Test
    void when_aQuotedFieldHasNoEnd_then_theRecordIsRefusedBeforeItFillsTheHeap() throws Exception {
        Path file = write("ann,1\n\"bob,2\n" + "cid,3\n".repeat(1000));
        CsvSource source = CsvSource.of(
                Storages.DEFAULT,
                file.toString(),
                1,
                Hit.class,
                CsvOptions.byPosition(),
                new TextOptions(1 << 20, 100, false));
        assertThatThrownBy(() -> Rows.drained(source))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + file + " line 2: the record is longer than 100 characters")
                .hasMessageContaining("tidewheel.files.max.line.bytes");
    }

    @Test
    void when_aRecordIsAsLongAsItMayBe_then_itIsRead() throws Exception {
        String user = "u".repeat(100_000);
        Path file = write(user + ",1\n\"" + user.substring(2) + "\",2\n");
        CsvSource source = CsvSource.of(
                Storages.DEFAULT,
                file.toString(),
                1,
                Hit.class,
                CsvOptions.byPosition(),
                new TextOptions(1 << 20, user.length() + 2, false));
        assertThat(Rows.drained(source)).containsExactly(new Hit(user, 1), new Hit(user.substring(2), 2));
    }

    @Test
    void when_aBadLineIsLong_then_readingGoesOnAfterItsEnd() throws Exception {
        Path file = write("\"ann\"x" + ",1".repeat(50_000) + "\nbob,2\n");
        HANDLED.clear();
        assertThat(read(file, Hit.class, CsvOptions.byPosition().onBadLine(HANDLED::add)))
                .containsExactly(new Hit("bob", 2));
        assertThat(HANDLED.get(0).text())
                .hasSize(203)
                .startsWith("\"ann\"x,1,1")
                .endsWith("...");
    }

    @Test
    void when_fieldsAreEmptyBetweenTabs_then_theLineIsNotBlank() throws Exception {
        record Pair(@Nullable Integer left, @Nullable Integer right) {}
        Path file = write("\t\n  \n1\t2\n");
        assertThat(read(file, Pair.class, CsvOptions.byPosition().separator('\t')))
                .containsExactly(new Pair(null, null), new Pair(1, 2));
    }

    @Test
    void when_bytesAreNotUtf8_then_theyAreReplacedOrTheErrorNamesThem() throws Exception {
        Path file = Files.write(folder.resolve("a.csv"), new byte[] {'a', (byte) 0xff, ',', '1', '\n'});
        assertThat(read(file, Hit.class, CsvOptions.byPosition())).containsExactly(new Hit("a\ufffd", 1));
        CsvSource strict = CsvSource.of(
                Storages.DEFAULT,
                file.toString(),
                1,
                Hit.class,
                CsvOptions.byPosition(),
                new TextOptions(1 << 20, 100, true));
        assertThatThrownBy(() -> Rows.drained(strict))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + file + " line 1: byte 1 is not UTF-8 (0xff)");
    }

    @Test
    void when_theFileIsNoGzip_then_theErrorNamesIt() throws Exception {
        Path file = Files.writeString(folder.resolve("a.csv.gz"), "ann,1\n");
        assertThatThrownBy(() -> read(file, Hit.class, CsvOptions.byPosition()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void when_nullTextCouldNotBeRead_then_itIsRefused() {
        assertThatThrownBy(() -> CsvOptions.byPosition().nullText("a,b"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("'a,b'")
                .hasMessageContaining("without separator ','");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void when_textIsRandom_then_fieldsAreThoseThatWereWritten(long seed) throws Exception {
        Random random = new Random(seed);
        String[] pieces = {"a", "b", ",", "\"\"", "\n", "\r", "\r\n", " ", "\u00e9", "\ud83d\ude00", "x".repeat(9000)};
        StringBuilder text = new StringBuilder();
        List<Hit> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            StringBuilder user = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                user.append(pieces[random.nextInt(pieces.length - (random.nextInt(50) == 0 ? 0 : 1))]);
            }
            expected.add(new Hit(user.toString().replace("\"\"", "\""), i));
            text.append('"').append(user).append("\",").append(i).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        assertThat(read(write(text.toString()), Hit.class, CsvOptions.byPosition()))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }
}
