package io.tidewheel.integration.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewheel.data.Pair;
import io.tidewheel.integration.CodeBlocks;
import io.tidewheel.integration.SourceTree;
import io.tidewheel.integration.launcher.Script.Result;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two commands of the README are the first block of code in it; a job and how it is submitted follow. */
class ReadmeTest {
    private static final CodeBlocks README = new CodeBlocks("README.md");

    /** Neither sources nor needed to build: results of builds, version control, what editors leave. */
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".idea");

    /** What the README's job leaves to the reader's editor. */
    private static final String IMPORTS = """
            import static io.tidewheel.api.Aggregators.count;
            import static io.tidewheel.streaming.Trigger.every;
            import static java.time.Duration.ofSeconds;
            import io.tidewheel.api.Flow;
            import io.tidewheel.api.KeyedFlow;
            import io.tidewheel.api.Tidewheel;
            import io.tidewheel.connectors.files.FileSource;
            import io.tidewheel.streaming.Streams;
            import io.tidewheel.streaming.builtin.ConsoleSink;
            """;

    private static final String LOG = """
            1.1.1.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"
            1.1.1.1 - - [17/May/2015:10:05:04 +0000] "GET /b HTTP/1.1" 200 1 "-" "x"
            no request
            1.1.1.1 - - [17/May/2015:10:05:05 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"
            """;

    private static final String SKIPPED = """
            <testsuite name="a.DiskTest" tests="2">
              <testcase name="when_empty_then_fine" classname="a.DiskTest" time="0.1"/>
              <testcase name="when_full_then_said" classname="a.DiskTest" time="0.0">
                <skipped message="Assumption failed: no mount here" type="org.opentest4j.TestAbortedException"/>
              </testcase>
            </testsuite>
            """;

    @TempDir
    Path folder;

    @Test
    void when_theQuickstartIsFollowed_then_itsArtifactsAreInstalledFirst() {
        List<String> block = new CodeBlocks("examples/quickstart/README.md")
                .first("")
                .lines()
                .toList();

        assertThat(block.get(0)).isEqualTo("mvn -DskipTests install -f path/to/tidewheel/pom.xml");
        assertThat(block.get(1)).isEqualTo("mvn package");
    }

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

    @Test
    void when_aTestIsSkipped_then_continuousIntegrationNamesItAtItsEnd() throws Exception {
        Path run = Files.createDirectory(folder.resolve(".ci")).resolve("run");
        Files.copy(SourceTree.root().resolve(".ci/run"), run, StandardCopyOption.COPY_ATTRIBUTES);
        Path reports = Files.createDirectories(folder.resolve("a module/target/surefire-reports"));
        Path old = Files.writeString(reports.resolve("TEST-Old.xml"), SKIPPED.replace("DiskTest", "OldTest"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Path maven = Files.createDirectory(folder.resolve("tools")).resolve("mvn");
        Files.writeString(maven, """
                #!/bin/sh
                if [ -f report ]; then touch -d '+1 hour' report; mv report 'a module/target/surefire-reports/TEST-DiskTest.xml'; fi
                """);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Script script = Script.of(run, folder).with("PATH", maven.getParent() + ":" + System.getenv("PATH"));

        assertThat(script.run()).isEqualTo(new Result(0, "no test was skipped\n", ""));
        Files.writeString(folder.resolve("report"), SKIPPED);
        assertThat(script.run())
                .isEqualTo(new Result(
                        0, "skipped: a.DiskTest#when_full_then_said: Assumption failed: no mount here\n", ""));
    }

    @Test
    void when_theJobIsSubmittedAsTheReadmeSays_then_itCounts() throws Exception {
        Path classes = CodeBlocks.compiled(
                folder, "com.example.PageHits", "package com.example;\n" + IMPORTS + README.first("java"));
        jar(classes, folder.resolve("app.jar"));
        Files.writeString(folder.resolve("access.log"), LOG);
        String submit = command("./bin/tidewheel submit ");

        Result result = bash().run("-c", submit);

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(0);
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        Pair.of("/a", 2L).toString(), Pair.of("/b", 1L).toString());
    }

    @Test
    void when_theJobRunsAsABatchAsTheReadmeSays_then_itCounts() throws Exception {
        Files.writeString(folder.resolve("access.log"), LOG);

        Result result = bash().run("-c", command("./bin/tidewheel run page-hits access.log"));

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(0);
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        Pair.of("/a", 2L).toString(), Pair.of("/b", 1L).toString());
    }

    @Test
    void when_theJobRunsAsAStreamAsTheReadmeSays_then_itGoesOnAfterAKill() throws Exception {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("1.log"), LOG);
        String command = "exec " + command("./bin/tidewheel run page-hits logs checkpoint");

        Process first = bash().start(folder.resolve("out"), folder.resolve("err"), List.of("-c", command));
        awaitText(folder.resolve("out"), Pair.of("/b", 1L).toString());
        first.destroyForcibly().waitFor();
        Files.writeString(logs.resolve("2.log"), LOG);
        String inRocksDb = "exec " + command("./bin/tidewheel run --conf tidewheel.state.backend=rocksdb page-hits");
        Process second = bash().start(folder.resolve("out2"), folder.resolve("err2"), List.of("-c", inRocksDb));
        awaitText(folder.resolve("out2"), Pair.of("/b", 2L).toString());
        second.destroy();

        assertThat(second.waitFor()).isEqualTo(0);
        assertThat(Files.readAllLines(folder.resolve("out2")))
                .contains(Pair.of("/a", 4L).toString());
        assertThat(Files.readString(folder.resolve("err2"))).contains("query 'page-hits' finishes what it has begun");
    }

    private static void awaitText(Path file, String text) {
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(file).contains(text));
    }

    private static String command(String beginning) {
        return SourceTree.read("README.md")
                .lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    /** A shell in a folder with the launcher. */
    private Script bash() throws IOException {
        Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("tidewheel");
        if (!Files.exists(launcher)) {
            Files.createSymbolicLink(launcher, SourceTree.root().resolve("bin/tidewheel"));
        }
        return Script.of(Path.of("/bin/bash"), folder)
                .with("TIDEWHEEL_CACHE_DIR", "/dev/null")
                .with("TIDEWHEEL_MAVEN_ARGS", "-o");
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static List<String> commands() {
        return README.first("").lines().toList();
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
