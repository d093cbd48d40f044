package io.tidewheel.integration.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.integration.SourceTree;
import io.tidewheel.integration.launcher.Script.Result;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two commands of the README are the first block of code in it. */
class ReadmeTest {
    /** Neither sources nor needed to build: results of builds, version control, what editors leave. */
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".idea");

    @TempDir
    Path folder;

    @Test
    void when_theFirstCommandRunsInACopyOfTheSources_then_itBuildsAndShowsAJob() throws Exception {
        String command = commands().get(0);
        assertThat(command).isEqualTo("./bin/tidewheel demo");
        Path tree = folder.resolve("a copy");
        copySources(SourceTree.root(), tree);

        // What Maven needs is on this machine: it built what this test runs in.
        Result result = Script.of(tree.resolve("bin/tidewheel"), tree)
                .with("TIDEWHEEL_CACHE_DIR", folder.resolve("cache").toString())
                .with("TIDEWHEEL_MAVEN_ARGS", "-o")
                .run("demo", "--rows", "2000");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(0);
        assertThat(result.err()).contains("tidewheel: building ", "  building engine\n", "  building launcher\n");
        assertThat(result.out())
                .startsWith("most frequent words\n")
                .contains("most requests for a page in an hour\n", "2000 rows in ", " recomputed partitions\n");
    }

    @Test
    void when_theSecondCommandIsRun_then_itIsWhatHasToPassBeforeAChangeGoesIn() {
        String command = commands().get(1);

        assertThat(command).startsWith("mvn ");
        assertThat(SourceTree.read(".ci/run").lines()).contains(command);
    }

    private static List<String> commands() {
        String readme = SourceTree.read("README.md");
        int start = readme.indexOf("```\n") + 4;
        return readme.substring(start, readme.indexOf("```", start)).lines().toList();
    }

    private static void copySources(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                if (NOT_SOURCES.contains(source.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Files.copy(source, to.resolve(from.relativize(source).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
