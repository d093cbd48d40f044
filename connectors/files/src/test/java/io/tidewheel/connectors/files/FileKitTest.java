package io.tidewheel.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.source.StreamSource;
import io.tidewheel.streaming.testing.ManualClock;
import io.tidewheel.streaming.testing.SinkKit;
import io.tidewheel.streaming.testing.SinkPlace;
import io.tidewheel.streaming.testing.SourceKit;
import io.tidewheel.streaming.testing.SourcePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The connector kit on files. */
class FileKitTest {
    /** Where syncing costs nothing, if there is such a place: no machine fails here. */
    static final class Quick implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path shared = Path.of("/dev/shm");
            return Files.isWritable(shared)
                    ? Files.createTempDirectory(shared, "tidewheel-kit")
                    : Files.createTempDirectory("tidewheel-kit");
        }
    }

    @TempDir(factory = Quick.class)
    Path root;

    private int places;

    private record Output(Path directory, StreamSink<String> sink) implements SinkPlace<String> {
        @Override
        public List<String> plainRows() throws IOException {
            return Files.exists(directory) ? SinkQuery.plainLines(directory) : List.of();
        }

        @Override
        public List<String> committedRows() throws IOException {
            return Files.exists(directory) ? SinkQuery.committedLines(directory) : List.of();
        }
    }

    static List<Arguments> sinks() {
        return List.of(
                sink("FileSink.lines", sink -> sink),
                sink("FileSink.lines.rollEveryBatch", FileSink::rollEveryBatch),
                sink("FileSink.lines.rollAt.large", sink -> sink.rollAt(60).keepingInMemory(40)),
                sink("FileSink.lines.rollEvery", sink -> sink.rollEvery(Duration.ofMillis(1500))));
    }

    private static Arguments sink(String name, UnaryOperator<FileSink<String>> how) {
        return Arguments.of(name, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sinks")
    void when_theFileSinkIsKilledAtEveryCall_then_itIsExactlyOnce(String name, UnaryOperator<FileSink<String>> how)
            throws Exception {
        SinkPlace.Factory<String> fresh = () -> {
            Path directory = root.resolve("out-" + places++);
            return new Output(directory, how.apply(FileSink.lines(directory.toString())));
        };

        assertThat(SinkKit.of(name, fresh, number -> "row " + number).check(System.out))
                .matches(name + ": exactly once, whole batches, [0-9]+ kills, zombies harmless");
    }

    /** Files that come by themselves and in pairs. */
    private record Input(Path directory, UnaryOperator<FileSource<String>> how, ManualClock clock, List<String> rows)
            implements SourcePlace<String> {
        static Input in(Path directory, UnaryOperator<FileSource<String>> how, ManualClock clock) throws IOException {
            Files.createDirectories(directory);
            Input input = new Input(directory, how, clock, new ArrayList<>());
            input.grow();
            input.grow();
            return input;
        }

        @Override
        public StreamSource<String> source() {
            return how.apply(FileSource.lines(directory.toString()));
        }

        @Override
        public void grow() throws IOException {
            clock.advance(Duration.ofMinutes(1));
            for (int i = 0; i < 2; i++) {
                List<String> lines = List.of("line " + rows.size(), "line " + (rows.size() + 1));
                Path hidden = Files.write(directory.resolve(".coming"), lines);
                Files.setLastModifiedTime(hidden, FileTime.fromMillis(1000L * rows.size()));
                Files.move(hidden, directory.resolve("file-" + rows.size()));
                rows.addAll(lines);
            }
        }
    }

    static List<Arguments> sources() {
        return List.of(
                source("FileSource.lines", source -> source),
                source("FileSource.lines.maxFilesPerBatch", source -> source.maxFilesPerBatch(1)),
                source("FileSource.lines.newestFirst", FileSource::newestFirst),
                source("FileSource.lines.deleteAfterCommit", FileSource::deleteAfterCommit));
    }

    private static Arguments source(String name, UnaryOperator<FileSource<String>> how) {
        return Arguments.of(name, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void when_theFileSourceIsKilledAtEveryCall_then_eachRowIsReadOnce(
            String name, UnaryOperator<FileSource<String>> how) throws Exception {
        assertReadsOnce(name, how);
    }

    @Test
    void when_filesAreArchived_then_eachRowIsReadOnce() throws Exception {
        assertReadsOnce(
                "FileSource.lines.archiveTo",
                source -> source.archiveTo(root.resolve("archive-" + places).toString()));
    }

    private void assertReadsOnce(String name, UnaryOperator<FileSource<String>> how) throws Exception {
        String report = SourceKit.of(name, clock -> Input.in(root.resolve("in-" + places++), how, clock))
                .check(System.out);

        assertThat(report).matches(name + ": exactly once, replayable, knows its end, [0-9]+ kills, zombies harmless");
    }
}
