package io.tidewheel.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/guarantees.md to what it says: every promise has a proof, and every proof exists. */
class GuaranteesTest {
    private static final Pattern PROOF = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*)(?:#(\\w+))?");

    private static final Pattern TEST_METHOD =
            Pattern.compile("^ +@(Test|ParameterizedTest|RepeatedTest|ArchTest|TestFactory)\\b");
    private static final Pattern CLASS_OF_TESTS = Pattern.compile(
            "^( +@(Test|ParameterizedTest|RepeatedTest|ArchTest|TestFactory|Nested)|class \\w+ extends [A-Z]\\w*Suite)\\b",
            Pattern.MULTILINE);

    private record Guarantee(String statement, String keeper, List<String> proofs) {}

    @Test
    void when_aPromiseIsMade_then_somethingProvesIt() {
        assertThat(guarantees("docs/guarantees.md")).hasSizeGreaterThan(50).allSatisfy(guarantee -> {
            assertThat(guarantee.keeper)
                    .as("who keeps: %s", guarantee.statement)
                    .isNotBlank();
            assertThat(guarantee.proofs)
                    .as("proofs of: %s", guarantee.statement)
                    .isNotEmpty();
        });
    }

    @Test
    void when_aProofIsNamed_then_itExists() throws IOException {
        Map<String, List<Path>> tests = testClasses();
        List<String> absent = new ArrayList<>();
        for (Guarantee guarantee : guarantees("docs/guarantees.md")) {
            for (String proof : guarantee.proofs) {
                if (!exists(proof, tests)) {
                    absent.add(proof + " (" + guarantee.statement + ")");
                }
            }
        }
        assertThat(absent)
                .as("proofs named in docs/guarantees.md that do not exist")
                .isEmpty();
    }

    @Test
    void when_aProofDoesNotExist_then_itIsNoticed() throws IOException {
        Map<String, List<Path>> tests = testClasses();

        assertThat(exists("GuaranteesTest#when_aProofDoesNotExist_then_itIsNoticed", tests))
                .isTrue();
        assertThat(exists("GuaranteesTest#when_pigsFly_then_theyLand", tests)).isFalse();
        assertThat(exists("GuaranteesTest#exists", tests)).isFalse(); // a method, but no test
        assertThat(exists("GuaranteesTest#guarantees", tests)).isFalse();
        assertThat(exists("PigsTest", tests)).isFalse();
        assertThat(exists("SourceTree", tests)).isFalse();
        assertThat(exists("bin/pigs fly", tests)).isFalse();
        assertThat(exists("bin/format", tests)).isTrue();
    }

    private static boolean exists(String proof, Map<String, List<Path>> tests) throws IOException {
        var test = TEST.matcher(proof);
        if (!test.matches()) {
            String script = proof.split(" ", 2)[0];
            return Files.isRegularFile(SourceTree.root().resolve(script));
        }
        for (Path file : tests.getOrDefault(test.group(1), List.of())) {
            String method = test.group(2);
            if (method == null ? CLASS_OF_TESTS.matcher(Files.readString(file)).find() : isTest(method, file)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the annotations between the method and the blank line above make it a test. */
    private static boolean isTest(String method, Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches(" {4,8}(public )?(static )?(void|Stream<DynamicTest>) " + method + "\\(.*")) {
                for (int above = i - 1; !lines.get(above).isBlank(); above--) {
                    if (TEST_METHOD.matcher(lines.get(above)).find()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Rows of all tables with three columns, their heads left out. */
    private static List<Guarantee> guarantees(String page) {
        List<Guarantee> guarantees = new ArrayList<>();
        for (String line : SourceTree.read(page).lines().toList()) {
            String[] cells = line.split("\\|", -1);
            boolean isRow = cells.length == 5 && !line.startsWith("|--") && !line.startsWith("| statement");
            if (isRow) {
                List<String> proofs =
                        PROOF.matcher(cells[3]).results().map(it -> it.group(1)).toList();
                guarantees.add(new Guarantee(cells[1].strip(), cells[2].strip(), proofs));
            }
        }
        return guarantees;
    }

    private static Map<String, List<Path>> testClasses() throws IOException {
        Map<String, List<Path>> classes = new HashMap<>();
        try (Stream<Path> files = Files.walk(SourceTree.root())) {
            files.filter(file -> file.toString().contains("/src/test/java/")
                            && file.toString().endsWith(".java"))
                    .forEach(file -> classes.computeIfAbsent(
                                    file.getFileName().toString().replace(".java", ""), name -> new ArrayList<>())
                            .add(file));
        }
        return classes;
    }
}
