package io.tidewheel.integration.guides;

import static io.tidewheel.junit.Assertions.assertBatchEqualsStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Windowed;
import io.tidewheel.integration.CodeBlocks;
import io.tidewheel.integration.SourceTree;
import io.tidewheel.streaming.Trigger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The code of the guide compiles and runs, prints what the guide says, and its pictures show what Tidewheel computes. */
class FromBatchToStreamTest {
    private static final CodeBlocks GUIDE = new CodeBlocks("docs/guides/from-batch-to-stream.md");
    private static final Path BESIDE = SourceTree.root().resolve("docs/guides");
    private static final Path INPUT = BESIDE.resolve("visits");
    private static final Pattern WINDOW = Pattern.compile("\\S+ \\d\\d:\\d\\d–\\d\\d:\\d\\d: \\d+");

    @TempDir
    static Path folder;

    private static URLClassLoader loader;
    private static ClassLoader before;

    private static Class<?> visits;

    @BeforeAll
    static void compile() throws Exception {
        List<String> blocks = GUIDE.in("java");
        String members = String.join("\n", blocks.subList(1, blocks.size()));
        String source = "package com.example;\n" + blocks.get(0) + "class Visits {\n" + members + "}\n";
        Path classes = CodeBlocks.compiled(folder, "com.example.Visits", source);
        CodeBlocks.compiled(folder, "Pictures", Files.readString(BESIDE.resolve("Pictures.java")));
        before = Thread.currentThread().getContextClassLoader();
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
        visits = loader.loadClass("com.example.Visits");
    }

    @AfterAll
    static void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    private static Object call(Object target, Method method, Object... arguments) throws Exception {
        method.setAccessible(true);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static List<String> printed(String method, Object... arguments) throws Exception {
        Method called = Arrays.stream(visits.getDeclaredMethods())
                .filter(one -> one.getName().equals(method))
                .findFirst()
                .orElseThrow();
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(bytes, true, UTF_8)) {
            System.setOut(captured);
            call(null, called, arguments);
        } finally {
            System.setOut(out);
        }
        return bytes.toString(UTF_8).lines().toList();
    }

    @TestFactory
    Stream<DynamicTest> when_aTestOfTheGuideRuns_then_itPasses() {
        List<Method> tests = Arrays.stream(visits.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
        assertThat(tests).hasSizeGreaterThan(4);
        return tests.stream().map(test -> DynamicTest.dynamicTest(test.getName(), () -> run(test)));
    }

    private static void run(Method test) throws Exception {
        var constructor = visits.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object instance = constructor.newInstance();
        if (test.getParameterCount() == 0) {
            call(instance, test);
        } else {
            try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
                call(instance, test, tw);
            }
        }
    }

    @Test
    void when_theJobRuns_then_itPrintsWhatTheGuideSays() throws Exception {
        List<String> shown = GUIDE.in("");
        assertThat(shown.get(0)).isEqualTo(Files.readString(INPUT.resolve("3.txt")));

        assertThat(printed("batch", INPUT.toString()))
                .containsExactlyInAnyOrderElementsOf(shown.get(1).lines().toList());
        assertThat(printed(
                        "stream", INPUT.toString(), folder.resolve("checkpoint").toString(), Trigger.availableNow()))
                .containsExactlyElementsOf(shown.get(2).lines().toList());
    }

    @Test
    void when_theDelayIsTooShort_then_theAssertionSaysWhatTheGuideSays() throws Exception {
        Method job = visits.getDeclaredMethod("waitingTwoMinutes", Flow.class);
        List<String> lines = new ArrayList<>();
        for (int file = 1; file <= 4; file++) {
            lines.addAll(Files.readAllLines(INPUT.resolve(file + ".txt")));
        }

        assertThatThrownBy(() -> assertBatchEqualsStream((Flow<String> input) -> windows(job, input), lines))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(GUIDE.in("").get(3));
    }

    @Test
    void when_picturesAreDrawn_then_theyAreThoseOfTheGuide() throws Exception {
        String page = SourceTree.read(GUIDE.page());
        Map<String, String> drawn = drawn();

        try (Stream<Path> files = Files.list(BESIDE.resolve("pictures"))) {
            assertThat(files.map(file -> file.getFileName().toString())).hasSameElementsAs(drawn.keySet());
        }
        drawn.forEach((name, picture) -> {
            assertThat(BESIDE.resolve("pictures").resolve(name))
                    .as("java docs/guides/Pictures.java")
                    .hasContent(picture);
            assertThat(page).contains("(pictures/" + name + ")");
        });
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static Map<String, String> drawn() throws Exception {
        Method method = loader.loadClass("Pictures").getMethod("drawn", Path.class);
        return (Map<String, String>) call(null, method, INPUT);
    }

    @Test
    void when_windowsAreComputed_then_picturesShowThem() throws Exception {
        Map<String, String> drawn = drawn();

        assertThat(shownIn(drawn.get("tumbling.svg"))).isEqualTo(computed("waitingFiveMinutes"));
        assertThat(shownIn(drawn.get("sliding.svg"))).isEqualTo(computed("perTenMinutes"));
        assertThat(shownIn(drawn.get("session.svg"))).isEqualTo(computed("perSession"));
    }

    private static Set<String> shownIn(String picture) {
        return WINDOW.matcher(picture)
                .results()
                .map(it -> it.group().replaceAll(".*>", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> computed(String job) throws Exception {
        Method method = visits.getDeclaredMethod(job, Flow.class);
        try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
            return tw
                    .textFile(INPUT.toString())
                    .via((Flow<String> lines) -> windows(method, lines))
                    .map((window, count) ->
                            window.key() + " " + clock(window.start()) + "–" + clock(window.end()) + ": " + count)
                    .collect()
                    .stream()
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static KeyedFlow<Windowed<String>, Long> windows(Method job, Flow<String> lines) {
        try {
            return (KeyedFlow<Windowed<String>, Long>) call(null, job, lines);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String clock(Instant time) {
        return time.toString().substring(11, 16);
    }
}
