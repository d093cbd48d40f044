package io.tidewheel.batch.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextSourceTest {
    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(UTF_8));
    }

    private static TextSource source(Object path, int minPartitions) {
        return TextSource.of(Storages.DEFAULT, path.toString(), minPartitions, 2, TextOptions.DEFAULT);
    }

    private static List<@Nullable Object> lines(Object path) throws Exception {
        return Rows.drained(source(path, 1));
    }

    /** The obvious way to cut text: at \n, without one \r before it. */
    private static List<String> model(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        boolean lastHasEnd = text.endsWith("\n");
        for (int i = 0; i < lines.size(); i++) {
            boolean ended = i < lines.size() - 1 || lastHasEnd;
            if (ended && lines.get(i).endsWith("\r")) {
                lines.set(i, lines.get(i).substring(0, lines.get(i).length() - 1));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nbb\n\nccc\n",
                "a\r\nbb\r\n\r\nccc",
                "\n",
                "\n\n",
                "x",
                "ä\n\u20ac\u20ac\n\ud83d\ude00 end",
                "a\rb\n\r\n\r"
            })
    void when_fileIsCutAtEveryByte_then_linesAreTheSame(String text) throws Exception {
        // Given
        Path file = write("a.txt", text);
        int bytes = (int) Files.size(file);
        // When, Then
        for (int parts = 1; parts <= bytes; parts++) {
            TextSource source = source(file, parts);
            assertThat(source.partitions()).isGreaterThanOrEqualTo(parts);
            assertThat(Rows.drained(source)).as("%d parts", parts).isEqualTo(model(text));
            assertThat(Rows.pulled(source)).as("%d parts, pulled", parts).isEqualTo(model(text));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void when_textIsRandom_then_splitsAgreeWithTheModel(long seed) throws Exception {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(3000);
        for (int i = 0; i < lines; i++) {
            int length = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(40);
            for (int c = 0; c < length; c++) {
                text.append(random.nextInt(50) == 0 ? 'é' : (char) (' ' + random.nextInt(90)));
            }
            text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
        }
        Path file = write("random.txt", text.toString());
        for (int parts : new int[] {1, 2, 7, 1 + random.nextInt(200)}) {
            assertThat(Rows.drained(source(file, parts)))
                    .as("seed %d, %d parts", seed, parts)
                    .isEqualTo(text.length() == 0 ? List.of() : model(text.toString()));
        }
    }

    /** Words of eight bytes are searched, the last of which may lie partly behind what was read. */
    @Test
    void when_linesEndAroundTheEndOfTheBuffer_then_noneIsCutOrJoined() throws Exception {
        for (int first = (1 << 16) - 18; first < (1 << 16) + 10; first++) {
            String text = "a".repeat(first) + "\nb\n" + "c\n".repeat(20_000) + "d".repeat(first % 9);
            assertThat(lines(write("around.txt", text)).equals(model(text)))
                    .as("a first line of %d bytes", first)
                    .isTrue();
        }
    }

    @Test
    void when_fileHasNoFinalNewline_then_lastLineCounts() throws Exception {
        assertThat(lines(write("a.txt", "one\ntwo"))).containsExactly("one", "two");
    }

    @Test
    void when_filesAreEmpty_then_thereAreNoLinesAndNoPartitions() throws Exception {
        write("a.txt", "");
        assertThat(source(folder, 4).partitions()).isZero();
        assertThat(source(Files.createDirectory(folder.resolve("empty")), 4).partitions())
                .isZero();
    }

    @Test
    void when_fileBeginsWithByteOrderMark_then_itIsDropped() throws Exception {
        assertThat(lines(write("a.txt", "\ufeffone\n\ufefftwo\n"))).containsExactly("one", "\ufefftwo");
    }

    @Test
    void when_bytesAreNotUtf8_then_theyAreReplaced() throws Exception {
        Path file = Files.write(folder.resolve("a.txt"), "ok\ncaf\u00e9!\n".getBytes(ISO_8859_1));
        assertThat(lines(file)).containsExactly("ok", "caf\ufffd!");
    }

    @Test
    void when_bytesAreNotUtf8AndStrict_then_errorNamesFileLineAndByte() throws Exception {
        Path file = Files.write(folder.resolve("a.txt"), "ok\ncaf\u00e9!\n".getBytes(ISO_8859_1));
        TextSource source =
                TextSource.of(Storages.DEFAULT, file.toString(), 1, 1, new TextOptions(64 << 20, 1 << 20, true));
        assertThatThrownBy(() -> Rows.drained(source))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("file " + file + " line 2: byte 6 is not UTF-8 (0xe9)");
    }

    @Test
    void when_gzipHasSeveralMembers_then_theyAreOneText() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String member : List.of("one\ntw", "o\nthree\n")) {
            try (OutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(member.getBytes(UTF_8));
            }
        }
        Path file = Files.write(folder.resolve("a.txt.gz"), bytes.toByteArray());
        assertThat(source(file, 8).partitions()).isEqualTo(1);
        assertThat(Rows.drained(source(file, 8))).containsExactly("one", "two", "three");
    }

    @Test
    void when_zstdHasSeveralFrames_then_theyAreOneText() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String frame : List.of("one\ntw", "o\nthree\n")) {
            bytes.write(Zstd.compress(frame.getBytes(UTF_8)));
        }
        Path file = Files.write(folder.resolve("a.zst"), bytes.toByteArray());
        assertThat(Rows.drained(source(file, 8))).containsExactly("one", "two", "three");
    }

    private static byte[] compressed(String end, String text) throws IOException {
        if (end.equals("zst")) {
            return Zstd.compress(text.getBytes(UTF_8));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void when_aLaterMemberIsCutAnywhere_then_errorNamesTheFile(String end) throws Exception {
        byte[] first = compressed(end, "one\n");
        byte[] whole = joined(first, compressed(end, "two\n"));
        Path file = folder.resolve("a." + end);
        for (int length = first.length + 1; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> lines(file))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("decompressing the input file " + file)
                    .hasMessageContaining("the file ends at byte " + length)
                    .hasMessageContaining("damaged or not complete");
        }
        Files.write(file, Arrays.copyOf(whole, first.length));
        assertThat(lines(file)).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void when_aBitOfALaterMembersMagicIsFlipped_then_errorNamesTheFile(String end) throws Exception {
        byte[] first = compressed(end, "one\n");
        byte[] whole = joined(first, compressed(end, "two\n"), compressed(end, "three\n"));
        Path file = folder.resolve("a." + end);
        for (int bit = 0; bit < 16; bit++) {
            byte[] damaged = whole.clone();
            damaged[first.length + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThatThrownBy(() -> lines(file))
                    .as("bit %d flipped", bit)
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("decompressing the input file " + file)
                    .hasMessageContaining("that begins at byte " + first.length)
                    .hasMessageContaining("damaged or not complete");
            assertThatThrownBy(() -> Rows.drained(WholeFileSource.text(Storages.DEFAULT, file.toString(), 1)))
                    .as("bit %d flipped, read whole", bit)
                    .hasMessageContaining("decompressing the input file " + file);
        }
    }

    @Test
    void when_gzipEndsInZeros_then_theyArePadding() throws Exception {
        byte[] whole = joined(compressed("gz", "one\n"), compressed("gz", "two\n"), new byte[100_000]);
        Path file = Files.write(folder.resolve("a.gz"), whole);
        assertThat(lines(file)).containsExactly("one", "two");
        whole[whole.length - 1] = 1;
        Files.write(file, whole);
        assertThatThrownBy(() -> lines(file)).hasMessageContaining("neither a member nor zeros");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void when_aStreamNeverHasBytesAvailable_then_noMemberIsLost(String end) throws Exception {
        byte[] whole = joined(compressed(end, "one\n"), compressed(end, "two\n"), compressed(end, "three\n"));
        for (int chunk : new int[] {1, 2, 7, whole.length}) {
            InputStream shy = new FilterInputStream(new ByteArrayInputStream(whole)) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return super.read(target, offset, Math.min(length, chunk));
                }

                @Override
                public int available() {
                    return 0;
                }
            };
            try (InputStream text = Decompression.of("a." + end).open(shy)) {
                assertThat(new String(text.readAllBytes(), UTF_8))
                        .as("%d bytes at once", chunk)
                        .isEqualTo("one\ntwo\nthree\n");
            }
        }
    }

    @Test
    void when_aGzipHeaderHoldsEverything_then_itIsSkipped() throws Exception {
        byte[] plain = compressed("gz", "two\n");
        byte[] header = joined(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3, 2, 0, 'x', 'y'},
                "name\0comment\0".getBytes(ISO_8859_1));
        CRC32 checksum = new CRC32();
        checksum.update(header);
        byte[] ends = {(byte) checksum.getValue(), (byte) (checksum.getValue() >> 8)};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        Path file = folder.resolve("a.gz");
        Files.write(file, joined(compressed("gz", "one\n"), header, ends, rest));
        assertThat(lines(file)).containsExactly("one", "two");
        header[5]++;
        Files.write(file, joined(compressed("gz", "one\n"), header, ends, rest));
        assertThatThrownBy(() -> lines(file)).hasMessageContaining("its header does not fit its checksum");
    }

    @Test
    void when_anyBitOfGzipIsFlipped_then_noTextIsLostSilently() throws Exception {
        String text = "some text of a line\n".repeat(20);
        byte[] whole = joined(compressed("gz", "one\n"), compressed("gz", text));
        Path file = Files.write(folder.resolve("a.gz"), whole);
        List<@Nullable Object> expected = lines(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            List<@Nullable Object> found;
            try {
                found = lines(file);
            } catch (TidewheelException e) {
                assertThat(e).hasMessageContaining("decompressing the input file " + file);
                continue;
            }
            assertThat(found).as("bit %d flipped", bit).isEqualTo(expected); // as in the time of the header
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "zst"})
    void when_compressedFileIsCutShort_then_errorNamesIt(String end) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = "some line of text\n".repeat(10_000);
        if (end.equals("gz")) {
            try (OutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(text.getBytes(UTF_8));
            }
        } else {
            bytes.write(Zstd.compress(text.getBytes(UTF_8)));
        }
        Path file = Files.write(folder.resolve("a." + end), Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
        assertThatThrownBy(() -> lines(file))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("decompressing the input file " + file)
                .hasMessageContaining("damaged or not complete");
    }

    @Test
    void when_compressionIsUnknown_then_itIsRefusedWhenDefined() throws Exception {
        Path file = write("a.txt.bz2", "BZh");
        assertThatThrownBy(() -> source(file, 1))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("bzip2")
                .hasMessageContaining(".gz");
    }

    @Test
    void when_lineIsLongerThanTheLimit_then_errorNamesFileByteAndLimit() throws Exception {
        Path file = write("a.txt", "short\n" + "x".repeat(200_000) + "\nend\n");
        TextSource tight =
                TextSource.of(Storages.DEFAULT, file.toString(), 1, 1, new TextOptions(64 << 20, 199_999, false));
        assertThatThrownBy(() -> Rows.drained(tight))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(file + " has a line that begins at byte 6 and is longer than 199999 bytes")
                .hasMessageContaining("tidewheel.files.max.line.bytes");
        TextSource enough =
                TextSource.of(Storages.DEFAULT, file.toString(), 1, 1, new TextOptions(64 << 20, 200_000, false));
        assertThat(Rows.drained(enough)).hasSize(3);
    }

    @Test
    void when_lineHas100Megabytes_then_itIsRead() throws Exception {
        byte[] line = new byte[100 << 20];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        Path file = Files.write(folder.resolve("long.txt"), line);
        Files.write(file, "end\n".getBytes(UTF_8), java.nio.file.StandardOpenOption.APPEND);
        List<Integer> lengths = new ArrayList<>();
        TextSource source = source(file, 1);
        for (int partition = 0; partition < source.partitions(); partition++) {
            try (Cursor cursor = source.open(partition, Rows.context(partition))) {
                cursor.drain(new Sink() {
                    @Override
                    public void accept(@Nullable Object row) {
                        lengths.add(String.valueOf(row).length());
                    }
                });
            }
        }
        assertThat(lengths).containsExactly((100 << 20) - 1, 3);
    }

    @Test
    void when_fileChangesAfterListing_then_readingIsRefused() throws Exception {
        Path file = write("a.txt", "one\n");
        TextSource source = source(file, 1);
        write("a.txt", "one\ntwo\n");
        assertThatThrownBy(() -> Rows.drained(source))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(file + " has 8 bytes instead of 4 since the dataset was defined");
        Files.delete(file);
        assertThatThrownBy(() -> Rows.drained(source)).hasMessageContaining(file + " is gone");
    }

    @Test
    void when_fileIsCutWhileBeingRead_then_errorNamesByte() throws Exception {
        Path file = write("a.txt", "0123456789\n".repeat(50_000));
        TextSource source = source(file, 1);
        try (Cursor cursor = source.open(0, Rows.context(0))) {
            cursor.advance(Rows.into(new ArrayList<>()));
            try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(100_000);
            }
            assertThatThrownBy(() -> cursor.drain(Rows.into(new ArrayList<>())))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining(file + " at byte 100000")
                    .hasMessageContaining("had 550000 bytes");
        }
    }

    @Test
    void when_aLineWasRead_then_positionNamesIt() throws Exception {
        Path file = write("a.txt", "one\ntwo\nthree\nfour\n");
        TextSource source = source(file, 2);
        try (Cursor cursor = source.open(0, Rows.context(0))) {
            cursor.drain(Rows.into(new ArrayList<>()));
            assertThat(cursor.position()).isEqualTo("file " + file + " line 3");
        }
        try (Cursor cursor = source.open(1, Rows.context(1))) {
            cursor.advance(Rows.into(new ArrayList<>()));
            assertThat(cursor.position()).isEqualTo("file " + file + " line 1 after byte 9");
        }
    }

    @Test
    void when_splitIsOpened_then_rowsAreEstimatedFromBytes() throws Exception {
        Path file = write("a.txt", "0123456789\n".repeat(50_000));
        try (Cursor cursor = source(file, 1).open(0, Rows.context(0))) {
            assertThat(cursor.estimatedRows()).isBetween(49_000L, 51_000L);
        }
        try (Cursor cursor = source(write("b.txt", "a\nb\nc"), 1).open(0, Rows.context(0))) {
            assertThat(cursor.estimatedRows()).isEqualTo(3);
        }
    }

    @Test
    void when_sinkIsDone_then_readingStops() throws Exception {
        Path file = write("a.txt", "1\n2\n3\n4\n");
        List<@Nullable Object> rows = new ArrayList<>();
        Sink two = new Sink() {
            @Override
            public void accept(@Nullable Object row) {
                rows.add(row);
                if (rows.size() == 2) {
                    signal().finish();
                }
            }
        };
        try (Cursor cursor = source(file, 1).open(0, Rows.context(0))) {
            cursor.drain(two);
        }
        assertThat(rows).containsExactly("1", "2");
    }

    @Test
    void when_taskIsCancelled_then_readingStops() throws Exception {
        Path file = write("a.txt", "1\n2\n3\n4\n");
        TaskContext context = Rows.context(0);
        try (Cursor cursor = source(file, 1).open(0, context)) {
            context.cancel("no longer wanted");
            assertThatThrownBy(() -> cursor.drain(Rows.into(new ArrayList<>())))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void when_minPartitionsIsNotGiven_then_smallFilesAreNotCut() throws Exception {
        Path file = write("a.txt", "0123456789\n".repeat(500_000));
        assertThat(source(file, 0).partitions()).isEqualTo(2);
        assertThat(source(file, 5).partitions()).isEqualTo(5);
        assertThat(source(write("b.txt", "a\n".repeat(50_000)), 0).partitions()).isEqualTo(1);
    }
}
