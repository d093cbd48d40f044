package io.tidewheel.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws IOException {
        for (String name : List.of(
                "logs/a.txt",
                "logs/b.txt",
                "logs/c.csv",
                "logs/_SUCCESS",
                "logs/.b.crc",
                "logs/old/z.txt",
                "more/1.txt",
                "more/2.txt",
                "more/10.txt",
                "odd/x,y.txt",
                "odd/[1].txt")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private List<String> listed(String paths) {
        return InputFiles.list(Storages.DEFAULT, paths).stream()
                .map(file -> folder.relativize(Path.of(file.path())).toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logs              | logs/a.txt logs/b.txt logs/c.csv",
                "logs/             | logs/a.txt logs/b.txt logs/c.csv",
                "logs/a.txt        | logs/a.txt",
                "logs/_SUCCESS     | logs/_SUCCESS",
                "logs/*.txt        | logs/a.txt logs/b.txt",
                "logs/?.csv        | logs/c.csv",
                "logs/[ab].txt     | logs/a.txt logs/b.txt",
                "logs/[a-b].txt    | logs/a.txt logs/b.txt",
                "logs/[^a].txt     | logs/b.txt",
                "logs/_*           | logs/_SUCCESS",
                "*/{b,2}.txt       | logs/b.txt more/2.txt",
                "{more/1,logs/a}.txt | more/1.txt logs/a.txt",
                "{more/{1,2},logs/a}.txt | more/1.txt more/2.txt logs/a.txt",
                "more/{1,1}.txt    | more/1.txt",
                "l*                | logs/a.txt logs/b.txt logs/c.csv",
                "odd/x,y.txt       | odd/x,y.txt",
                "odd/[1].txt       | odd/[1].txt",
                "odd/x\\,*         | odd/x,y.txt",
                "odd/\\[*          | odd/[1].txt",
            })
    void when_pathIsGiven_then_filesAreListedInOrder(String path, String files) {
        assertThat(listed(folder + "/" + path)).containsExactly(files.split(" "));
    }

    @Test
    void when_pathsAreSeparatedByCommas_then_theirOrderIsKept() {
        assertThat(listed(folder + "/more/2.txt, " + folder + "/logs/{b,a}.txt," + folder + "/more/1.txt"))
                .containsExactly("more/2.txt", "logs/b.txt", "logs/a.txt", "more/1.txt");
    }

    @Test
    void when_pathIsFileUri_then_itIsLocal() throws IOException {
        Path blank = Files.writeString(folder.resolve("a b.txt"), "x");
        assertThat(listed(blank.toUri().toString())).containsExactly("a b.txt");
        assertThat(listed("file:" + folder + "/a b.txt")).containsExactly("a b.txt");
        assertThat(listed("file://" + folder + "/logs/[ab].txt")).containsExactly("logs/a.txt", "logs/b.txt");
        assertThat(listed("file://" + folder + "/logs/?.csv")).containsExactly("logs/c.csv");
    }

    @Test
    void when_pathIsMissing_then_errorNamesNearestExistingDirectory() {
        assertThatThrownBy(() -> listed(folder + "/logs/2024/01/x.txt"))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("there is no input path '" + folder
                        + "/logs/2024/01/x.txt'; the nearest that exists is the directory " + folder + "/logs");
        assertThatThrownBy(() -> listed(folder + "/logs/a.txt/x"))
                .hasMessageEndingWith("the nearest that exists is the file " + folder + "/logs/a.txt");
        assertThatThrownBy(() -> listed("no-such-file"))
                .hasMessageContaining("looked for in " + System.getProperty("user.dir"));
    }

    @Test
    void when_patternMatchesNothing_then_itIsAnError() {
        assertThatThrownBy(() -> listed(folder + "/logs/*.parquet"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("nothing matches the input pattern '" + folder + "/logs/*.parquet'")
                .hasMessageContaining("directory " + folder + "/logs");
        assertThatThrownBy(() -> listed(folder + "/logs/{a,b"))
                .hasMessageContaining("is not a pattern: '{' without '}'");
        assertThatThrownBy(() -> listed(" ")).hasMessageContaining("input path is empty");
    }

    @Test
    void when_directoryIsEmpty_then_thereAreNoFiles() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        assertThat(listed(folder + "/empty")).isEmpty();
        Files.createDirectories(folder.resolve("nested/deep"));
        assertThatThrownBy(() -> listed(folder + "/nested")).hasMessageContaining(folder + "/nested/*");
    }

    @Test
    void when_linkLeadsNowhere_then_errorNamesIt() throws IOException {
        Files.createSymbolicLink(folder.resolve("logs/loop.txt"), folder.resolve("logs/loop.txt"));
        assertThatThrownBy(() -> listed(folder + "/logs"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("loop.txt");
        Files.delete(folder.resolve("logs/loop.txt"));
        Files.createSymbolicLink(folder.resolve("logs/gone.txt"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> listed(folder + "/logs"))
                .hasMessageContaining("the link " + folder + "/logs/gone.txt to " + folder + "/nowhere")
                .hasMessageContaining("which does not exist; correct or delete the link");
    }

    @Test
    void when_schemeIsUnknown_then_errorNamesIt() {
        assertThatThrownBy(() -> listed("nosuch://host/a.txt"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("nosuch://host/a.txt")
                .hasMessageContaining("No FileSystem for scheme \"nosuch\"");
    }
}
