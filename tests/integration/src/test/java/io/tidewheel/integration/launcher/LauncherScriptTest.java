package io.tidewheel.integration.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewheel.integration.SourceTree;
import io.tidewheel.integration.launcher.Script.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation in a folder with spaces, reached through a symbolic link, with a cache folder of its own. */
class LauncherScriptTest {
    @TempDir
    static Path shared;

    private static Path installation;

    @TempDir
    Path folder;

    private Path cache;
    private Script script;

    @BeforeAll
    static void install() throws Exception {
        Path tree = SourceTree.root();
        Path launcher = tree.resolve("bin/tidewheel");
        Result built = Script.of(launcher, tree)
                .with("TIDEWHEEL_CACHE_DIR", "/dev/null")
                .with("TIDEWHEEL_MAVEN_ARGS", "-o")
                .run("--version");
        assertThat(built.exitCode()).as(built.toString()).isEqualTo(0);
        installation = shared.resolve("an installation");
        Files.createDirectories(installation.resolve("bin"));
        Files.copy(launcher, installation.resolve("bin/tidewheel"));
        copy(tree.resolve("launcher/target/dist"), installation.resolve("launcher/target/dist"));
    }

    @BeforeEach
    void link() throws IOException {
        cache = folder.resolve("cache");
        Path link = Files.createSymbolicLink(folder.resolve("tw"), installation.resolve("bin/tidewheel"));
        script = Script.of(link, folder).with("TIDEWHEEL_CACHE_DIR", cache.toString());
    }

    @Test
    void when_anArchiveWasMade_then_engineClassesComeFromItAndNothingElseIsPrinted() throws Exception {
        Path text = Files.writeString(folder.resolve("a text.txt"), "b a\nb\n");

        // Given: the first run finds no archive, waits for none, and leaves one behind.
        Result first = script.run("run", "WordCount", text.toString());
        Path archive = awaitArchive();

        // When
        Path classes = folder.resolve("classes.txt");
        Result second = script.run(
                "run",
                "--driver-java-options",
                "'-Xlog:class+load:file=" + classes + "'",
                "WordCount",
                text.toString());

        // Then
        assertThat(first).isEqualTo(new Result(0, "b\t2\na\t1\n", ""));
        assertThat(second).isEqualTo(first);
        List<String> loaded = Files.readAllLines(classes);
        List<String> ours = loaded.stream()
                .filter(line ->
                        line.contains("io.tidewheel.engine.") && !line.contains("Lambda") && !line.contains("/0x"))
                .toList();
        assertThat(ours).isNotEmpty().allMatch(line -> line.contains("shared objects file (top)"));
        assertThat(archive).isRegularFile();
    }

    @Test
    void when_aJarIsRebuilt_then_theOldArchiveIsNotUsedAndGoes() throws Exception {
        script.run("--version");
        Path old = awaitArchive();

        try (Stream<Path> jars = Files.list(installation.resolve("launcher/target/dist/lib"))) {
            Path jar = jars.filter(path -> path.getFileName().toString().startsWith("tidewheel-core"))
                    .findFirst()
                    .orElseThrow();
            Files.setLastModifiedTime(
                    jar, FileTime.fromMillis(Files.getLastModifiedTime(jar).toMillis() + 5_000));
        }
        Path list = installation.resolve("launcher/target/dist/class-path");
        Files.writeString(list, Files.readString(list));
        Result next = script.run("--version");

        assertThat(next.exitCode()).isEqualTo(0);
        assertThat(next.err()).isEmpty();
        await().atMost(Duration.ofMinutes(2)).until(() -> !Files.exists(old));
        assertThat(awaitArchive()).isNotEqualTo(old);
    }

    @Test
    void when_twoStartAtOnce_then_bothRunAndOneArchiveIsMade() throws Exception {
        Process one = script.start(folder.resolve("1"), folder.resolve("1e"), List.of("--version"));
        Process two = script.start(folder.resolve("2"), folder.resolve("2e"), List.of("--version"));

        assertThat(one.waitFor()).isEqualTo(0);
        assertThat(two.waitFor()).isEqualTo(0);
        awaitArchive();
        assertThat(folder.resolve("1")).hasSameTextualContentAs(folder.resolve("2"));
        assertThat(folder.resolve("1e")).isEmptyFile();
        assertThat(folder.resolve("2e")).isEmptyFile();
    }

    @Test
    void when_noCacheCanBeWritten_then_itRunsWithoutAWord() throws Exception {
        Result result = script.with("TIDEWHEEL_CACHE_DIR", "/dev/null/cache").run("--version");

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.out()).startsWith("tidewheel ");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void when_anArchiveIsDamaged_then_itRunsWithoutAWord() throws Exception {
        script.run("--version");
        Path archive = awaitArchive();
        Files.setPosixFilePermissions(archive, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.writeString(archive, "not an archive");

        Result result = script.run("--version");

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.out()).startsWith("tidewheel ");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void when_javaIsMissingOrOld_then_theErrorSaysWhatToSet() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jdk11/bin"));
        Files.createFile(old.resolve("java")).toFile().setExecutable(true);
        Files.writeString(folder.resolve("jdk11/release"), "JAVA_VERSION=\"11.0.2\"\n");

        Result none = script.with("JAVA_HOME", "/nowhere").run("--version");
        Result eleven =
                script.with("JAVA_HOME", folder.resolve("jdk11").toString()).run("--version");

        assertThat(none)
                .isEqualTo(new Result(
                        2,
                        "",
                        "tidewheel: JAVA_HOME is /nowhere, which has no bin/java; set it to a JDK 17 or newer\n"));
        assertThat(eleven.exitCode()).isEqualTo(2);
        assertThat(eleven.err())
                .contains("is version 11.0.2, but 17 or newer is needed")
                .hasLineCount(1);
    }

    @Test
    void when_memoryIsGiven_then_theJvmHasIt() throws Exception {
        Path flags = folder.resolve("flags.txt");
        Result result = script.run(
                "run",
                "--driver-memory",
                "111m",
                "--driver-java-options",
                "'-Xlog:gc+init:file=" + flags + "' -Dx='a b'");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
        assertThat(Files.readString(flags)).contains("Heap Max Capacity: 11");
    }

    @Test
    void when_memoryIsTooSmallForAJvm_then_oneLineSaysSo() throws Exception {
        for (String size : List.of("1k", "31m", "31")) {
            Result result = script.run("run", "--driver-memory", size, "MonteCarloPi");

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains(size + " is too small").hasLineCount(1);
        }
    }

    private Path awaitArchive() {
        return await().atMost(Duration.ofMinutes(2)).until(this::archive, found -> found != null);
    }

    private Path archive() throws IOException {
        if (!Files.isDirectory(cache)) {
            return null;
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
