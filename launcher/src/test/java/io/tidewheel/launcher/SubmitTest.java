package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.launcher.ChildJvm.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {
    private static final String SHOW = """
            package app;
            public class Show {
                public static void main(String[] args) {
                    System.out.println(String.join("|", args));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void when_theManifestNamesTheMainClass_then_itRunsWithItsArguments() throws IOException {
        Path jar = TestJar.make(folder, "show", "app.Show", "app/Show.java", SHOW);

        Result result = ChildJvm.run("submit", "--master", "local[1]", jar.toString(), "--name", "two words");

        assertThat(result).isEqualTo(new Result(0, "--name|two words\n", ""));
    }

    @Test
    void when_noMainClassIsKnown_then_theErrorAsksForClass() throws IOException {
        Path jar = TestJar.make(folder, "none", "", "app/Show.java", SHOW);

        Result result = ChildJvm.run("submit", jar.toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo(
                        "tidewheel submit: the manifest of " + jar + " names no Main-Class; say which with --class\n");
        assertThat(ChildJvm.run("submit", "--class", "app.Show", jar.toString(), "x")
                        .out())
                .isEqualTo("x\n");
    }

    @Test
    void when_mainThrows_then_oneBlockSaysWhatWhereAndWhatToDo() throws IOException {
        Path jar = TestJar.make(folder, "broken", "app.Broken", "app/Broken.java", """
                package app;
                public class Broken {
                    public static void main(String[] args) {
                        try {
                            Integer.parseInt("x");
                        } catch (NumberFormatException e) {
                            throw new IllegalStateException("no number in line 7", e);
                        }
                    }
                }
                """);

        Result quiet = ChildJvm.run("submit", jar.toString());
        Result verbose = ChildJvm.run("submit", "--verbose", jar.toString());

        assertThat(quiet.exitCode()).isEqualTo(1);
        assertThat(quiet.out()).isEmpty();
        assertThat(quiet.err()).isEqualTo("""
                        tidewheel: java.lang.IllegalStateException: no number in line 7
                          cause: java.lang.NumberFormatException: For input string: "x"
                          where: app.Broken.main(Broken.java:5)
                          to do: correct the code at that place (--verbose prints the stack)
                        """);
        assertThat(verbose.exitCode()).isEqualTo(1);
        assertThat(verbose.err()).contains("\tat app.Broken.main(Broken.java:7)", "Caused by: ");
    }

    @Test
    void when_mainLeavesAThread_then_itIsNamedAndTheJvmEnds() throws IOException {
        Path jar = TestJar.make(folder, "lingering", "app.Lingering", "app/Lingering.java", """
                package app;
                public class Lingering {
                    public static void main(String[] args) {
                        new Thread(() -> {
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        }, "left-over").start();
                    }
                }
                """);

        Result result = ChildJvm.run("submit", jar.toString());

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.err()).contains("[left-over]");
        assertThat(ChildJvm.run("submit", "--quiet", jar.toString()).err()).isEmpty();
    }

    @Test
    void when_mainEndsTheJvm_then_itsCodeIsKept() throws IOException {
        Path jar = TestJar.make(
                folder,
                "ending",
                "app.Ending",
                "app/Ending.java",
                "package app; public class Ending { public static void main(String[] a) { System.exit(7); } }");

        assertThat(ChildJvm.run("submit", jar.toString())).isEqualTo(new Result(7, "", ""));
    }

    @Test
    void when_theApplicationBringsLibrariesAndUs_then_librariesAreItsAndWeAreOurs() throws IOException {
        String library =
                "package picocli; public class CommandLine { public static String who() { return \"theirs\"; } }";
        String ours = "package io.tidewheel.data; public record Pair<K, V>(K key, V value) {"
                + " public String toString() { return \"theirs\"; } }";
        Path jar = TestJar.make(
                folder,
                "fat",
                "app.Fat",
                "app/Fat.java",
                """
                package app;
                public class Fat {
                    public static void main(String[] args) {
                        ClassLoader pair = io.tidewheel.data.Pair.class.getClassLoader();
                        System.out.println(picocli.CommandLine.who() + " " + (pair == ClassLoader.getSystemClassLoader())
                                + " " + (Thread.currentThread().getContextClassLoader() == Fat.class.getClassLoader()));
                    }
                }
                """,
                "picocli/CommandLine.java",
                library,
                "io/tidewheel/data/Pair.java",
                ours);

        assertThat(ChildJvm.run("submit", jar.toString())).isEqualTo(new Result(0, "theirs true true\n", ""));
    }

    @Test
    void when_jarsAreGiven_then_theirClassesAreFound() throws IOException {
        Path library = TestJar.make(
                folder, "lib-1", "", "lib/Name.java", "package lib; public class Name { public String x = \"lib\"; }");
        Path jar = TestJar.make(folder, "app", "app.Uses", "app/Uses.java", """
                package app;
                public class Uses {
                    public static void main(String[] args) throws Exception {
                        System.out.println(Class.forName("lib.Name").getField("x").get(Class.forName("lib.Name")
                                .getConstructor().newInstance()));
                    }
                }
                """);

        assertThat(ChildJvm.run("submit", "--jars", folder.resolve("lib-*.jar").toString(), jar.toString())
                        .out())
                .isEqualTo("lib\n");
        assertThat(ChildJvm.run("submit", "--driver-class-path", library.toString(), jar.toString())
                        .out())
                .isEqualTo("lib\n");
        Result without = ChildJvm.run("submit", jar.toString());
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err()).contains("lib.Name", "--jars");
    }

    @Test
    void when_usageIsWrong_then_oneLineAndTwo() {
        assertUsage("tidewheel: there is no command 'submitt', did you mean submit?", "submitt");
        assertUsage("tidewheel submit: the application is missing", "submit");
        assertUsage("tidewheel submit: the application: there is no readable file", "submit", "absent.jar");
        assertUsage("tidewheel submit: --queue: there is no cluster module yet", "submit", "--queue", "q", "a.jar");
        assertUsage("tidewheel submit: --driver-memory has no effect", "submit", "--driver-memory", "1g", "pom.xml");
        assertUsage("tidewheel submit: --driver-memory: 1k is too small", "submit", "--driver-memory", "1k", "pom.xml");
        assertUsage(
                "tidewheel submit: --repositories: 'central' is no URL",
                "submit",
                "--packages",
                "org.example:lib:1.0",
                "--repositories",
                "central",
                "pom.xml");
        assertUsage("tidewheel run: there is no example 'WordCoun', did you mean WordCount?", "run", "WordCoun");
    }

    @Test
    void when_aFileIsNoJarOrAListIsEmpty_then_oneLineAndTwo() throws IOException {
        Path jar = TestJar.make(folder, "show", "app.Show", "app/Show.java", SHOW);
        Path broken = Files.writeString(folder.resolve("broken.jar"), "PK, but no zip");
        Path empty = Files.createDirectory(folder.resolve("classes"));

        assertUsage("tidewheel submit: " + broken + " is not a jar", "submit", broken.toString());
        assertUsage("tidewheel submit: " + broken + " is not a jar", "submit", "--class", "x.Y", broken.toString());
        assertUsage(
                "tidewheel submit: " + broken + " is not a jar", "submit", "--jars", broken.toString(), jar.toString());
        assertUsage("tidewheel submit: " + empty + " is a folder; submit a jar", "submit", empty.toString());
        assertUsage("tidewheel submit: --jars: '' names nothing", "submit", "--jars", "", jar.toString());
        assertUsage("tidewheel submit: --packages: ',' names nothing", "submit", "--packages", ",", jar.toString());
        assertUsage("tidewheel completion: 'zsh' is not expected", "completion", "zsh");
    }

    @Test
    void when_anotherThreadThrows_then_oneBlockNamesItAndMainDecidesHowItEnds() throws IOException {
        Path jar = TestJar.make(folder, "threads", "app.Threads", "app/Threads.java", """
                package app;
                public class Threads {
                    public static void main(String[] args) throws Exception {
                        Thread thread = new Thread(() -> { throw new IllegalStateException("no more"); }, "reader");
                        thread.start();
                        thread.join();
                        System.out.println("done");
                    }
                }
                """);

        Result quiet = ChildJvm.run("submit", jar.toString());
        Result verbose = ChildJvm.run("submit", "--verbose", jar.toString());

        assertThat(quiet.exitCode()).isEqualTo(0);
        assertThat(quiet.out()).isEqualTo("done\n");
        assertThat(quiet.err()).startsWith("""
                        tidewheel: thread 'reader' ended by java.lang.IllegalStateException: no more
                          where: app.Threads.lambda$main$0(Threads.java:4)
                        """).hasLineCount(3);
        assertThat(verbose.err()).contains("\tat app.Threads.lambda$main$0(Threads.java:4)");
    }

    @Test
    void when_aShutdownHookBlocksAfterMain_then_theJvmEndsAndSaysSo() throws IOException {
        Path jar = TestJar.make(folder, "hooked", "app.Hooked", "app/Hooked.java", """
                package app;
                public class Hooked {
                    public static void main(String[] args) {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        }));
                    }
                }
                """);

        Result result = ChildJvm.start(List.of("-D" + Shutdown.EXIT_PATIENCE_PROPERTY + "=1"), "submit", jar.toString())
                .await();

        assertThat(result.exitCode()).isEqualTo(0);
        assertThat(result.err())
                .startsWith("tidewheel: main returned 1 s ago, but a shutdown hook of the program does not end")
                .hasLineCount(1);
    }

    private static void assertUsage(String message, String... words) {
        Result result = ChildJvm.run(words);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(message).hasLineCount(1);
    }
}
