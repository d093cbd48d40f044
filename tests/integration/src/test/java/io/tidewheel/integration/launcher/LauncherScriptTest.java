package io.tidewheel.integration.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewheel.integration.SourceTree;
import io.tidewheel.integration.launcher.Script.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation in a folder with spaces, reached through a symbolic link, with a cache folder of its own. */
class LauncherScriptTest {
    @TempDir
    static Path shared;

    private static Path installation;

    @TempDir
    Path folder;

    private Path cache;
    private Script archiving; // makes an archive in the cache folder, after the run that finds none
    private Script script; // makes none, so that nothing is written here once the test is over

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
        script = Script.of(link, folder).with("TIDEWHEEL_CACHE_DIR", "/dev/null");
        archiving = script.with("TIDEWHEEL_CACHE_DIR", cache.toString());
    }

    @Test
    void when_anArchiveWasMade_then_engineClassesComeFromItAndNothingElseIsPrinted() throws Exception {
        Path text = Files.writeString(folder.resolve("a text.txt"), "b a\nb\n");

        // Given: the first run finds no archive, waits for none, and leaves one behind.
        Result first = archiving.run("run", "WordCount", text.toString());
        Path archive = awaitArchive();

        // When
        Path classes = folder.resolve("classes.txt");
        Result second = archiving.run(
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
        archiving.run("--version");
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
        Result next = archiving.run("--version");

        assertThat(next.exitCode()).isEqualTo(0);
        assertThat(next.err()).isEmpty();
        await().atMost(Duration.ofMinutes(2)).until(() -> !Files.exists(old));
        assertThat(awaitArchive()).isNotEqualTo(old);
    }

    @Test
    void when_twoStartAtOnce_then_bothRunAndOneArchiveIsMade() throws Exception {
        Process one = archiving.start(folder.resolve("1"), folder.resolve("1e"), List.of("--version"));
        Process two = archiving.start(folder.resolve("2"), folder.resolve("2e"), List.of("--version"));

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
        archiving.run("--version");
        Path archive = awaitArchive();
        Files.setPosixFilePermissions(archive, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.writeString(archive, "not an archive");

        Result result = archiving.run("--version");

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

    /** Spark's users give the machine's size; the JVM would answer on standard output, with code 1 and a crash log. */
    @Test
    void when_memoryIsMoreThanTheMachineHas_then_oneLineSaysSo() throws Exception {
        for (String size : List.of("900t", "99999999999999999999", "4000000g")) {
            Result result = script.run("run", "--driver-memory", size, "MonteCarloPi", "100");

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .startsWith("tidewheel: --driver-memory: " + size + " is more than this machine has")
                    .hasLineCount(1);
        }
    }

    @Test
    void when_theJvmRefusesItsOptions_then_itDoesNotSaySoOnStandardOutput() throws Exception {
        Result result = script.run("run", "--driver-java-options", "-Xms900t", "MonteCarloPi", "100");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotEmpty();
    }

    @Test
    void when_aQuoteIsNotClosed_then_oneLineSaysSo() throws Exception {
        for (String options : List.of("-Dx.y=\"a b", "-Dx='")) {
            Result result = script.run("run", "--driver-java-options", options, "MonteCarloPi", "100");

            assertThat(result)
                    .isEqualTo(new Result(
                            2, "", "tidewheel: --driver-java-options: a quote is not closed in: " + options + "\n"));
        }
        assertThat(script.run("run", "--driver-java-options", "", "MonteCarloPi", "100")
                        .exitCode())
                .isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unset LC_ALL LC_CTYPE LANG",
                "export LC_ALL=C",
                "unset LC_ALL; export LC_CTYPE=POSIX",
                "export LC_ALL=xx_XX.UTF-8"
            })
    void when_theLocaleIsAscii_then_pathsArgumentsAndRowsAreUtf8AllTheSame(String locale) throws Exception {
        Path source = Files.writeString(folder.resolve("Show.java"), """
                public class Show {
                    public static void main(String[] args) throws Exception {
                        System.out.println(args[0] + new java.io.File(args[1]).length());
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", source.toString()))
                .isEqualTo(0);
        // In bytes, whatever the locale of this test is.
        Result result = bash(locale + "\n" + """
                classes=$1/$'\\xc3\\xa4 classes' words=$'\\xc3\\xa4 \\xe2\\x82\\xac'
                mkdir "$classes"
                mv "$1/Show.class" "$classes"
                printf 12345 >"$classes/$words"
                exec "$2" submit --class Show "$classes" "$words" "$classes/$words"
                """);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
        assertThat(result.out()).isEqualTo("\u00e4 \u20ac5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", ">&-"})
    void when_standardOutputCannotBeWritten_then_itFailsAndSaysSo(String redirection) throws Exception {
        Result result = bash("\"$2\" run MonteCarloPi 100 " + redirection);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("tidewheel: standard output could not be written: ")
                .hasLineCount(1);
        assertThat(bash("set -o pipefail; \"$2\" run MonteCarloPi 100 | true")).isEqualTo(new Result(0, "", ""));
        assertThat(bash("\"$2\" run MonteCarloPi 100 2>&- <&-").exitCode()).isEqualTo(0);
    }

    /** Whoever it was is gone: a full disk left nothing in it, a container began to count again, an id came round. */
    @ParameterizedTest
    @ValueSource(strings = {"", "$$", "$$ 1", "1 1", "999999999 1", "nonsense"})
    void when_theOwnerOfALockIsGone_then_itIsTaken(String owner) throws Exception {
        assertThat(lock("printf '%s' \"" + owner + "\" >\"$1/lock\"\n" + "take_lock \"$1/lock\" $$"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Files.readString(folder.resolve("lock"))).matches("[0-9]+ \\S+\n");
    }

    @Test
    void when_theOwnerOfALockIsThere_then_itIsNotTaken() throws Exception {
        assertThat(lock("create_lock \"$1/lock\" $PPID; take_lock \"$1/lock\" $$")
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void when_aLockCannotBeWritten_then_noneIsLeft() throws Exception {
        assertThat(lock("ln -s /dev/full \"$1/lock\"; take_lock \"$1/lock\" $$").exitCode())
                .isEqualTo(2);
        assertThat(Files.exists(folder.resolve("lock"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(lock("take_lock \"$1/absent/lock\" $$").exitCode()).isEqualTo(2);
    }

    @Test
    void when_aFullDiskLeftAnEmptyLock_then_theBuildStarts() throws Exception {
        Script unbuilt = unbuilt("exit 1");
        Files.createFile(folder.resolve("tree/launcher/target/build.lock"));

        Result result = unbuilt.run("--version");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("the build failed, see ").doesNotContain("waiting");
        assertThat(folder.resolve("tree/launcher/target/build.lock")).doesNotExist();
    }

    @Test
    void when_theFirstBuildIsInterrupted_then_theCodeIsThatOfCtrlC() throws Exception {
        Path started = folder.resolve("started");
        // As Maven does: it ends with a code of its own, not by the signal.
        Script unbuilt = unbuilt("trap 'exit 130' INT; : >'" + started + "'; sleep 60");
        Path err = folder.resolve("err");
        // A session of its own is a group of processes, which a terminal would give the signal.
        Process process = new Script(Path.of("/usr/bin/env"), folder, unbuilt.environment())
                .start(
                        folder.resolve("out"),
                        err,
                        List.of("--default-signal=INT", "setsid", unbuilt.file().toString()));
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(started));
        new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor();

        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(Files.readString(err)).contains("tidewheel: building ").doesNotContain("the build failed");
        assertThat(folder.resolve("tree/launcher/target/build.lock")).doesNotExist();
    }

    /** A copy of the script with a source tree that no build has touched, and a Maven that does as told. */
    private Script unbuilt(String maven) throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("bin"));
        Files.createDirectories(tree.resolve("launcher/target"));
        Files.copy(installation.resolve("bin/tidewheel"), tree.resolve("bin/tidewheel"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Path mvn = Files.writeString(tools.resolve("mvn"), "#!/usr/bin/env bash\n" + maven + "\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        return Script.of(tree.resolve("bin/tidewheel"), folder)
                .with("PATH", tools + ":" + System.getenv("PATH"))
                .with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Commands with the functions for locks; $1 is the folder. */
    private Result lock(String commands) throws Exception {
        return bash("""
                for name in birth_of create_lock take_lock; do
                    eval "$(sed -n "/^$name()/,/^}/p" "$2")"
                done
                """ + commands);
    }

    /** Commands in which $1 is the folder and $2 the script. */
    private Result bash(String commands) throws Exception {
        return new Script(Path.of("/bin/bash"), folder, script.environment())
                .run("-c", commands, "bash", folder.toString(), script.file().toString());
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
