package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries in processes of their own with less memory than they need. */
class HungryQueryTest {
    private static final int FAILED = 1;
    private static final int ENDED_BY_THE_JVM = 3; // what -XX:+ExitOnOutOfMemoryError ends with
    private static final int LIMIT_SECONDS = 180; // far above what any test needs

    @TempDir
    Path folder;

    private record Result(int code, String err) {}

    private Result run(String hungry, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(CountingProcess.java()));
        command.addAll(SharedClasses.options());
        command.addAll(List.of(options));
        command.addAll(List.of(HungryQuery.class.getName(), folder.toString(), hungry));
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private void put(String name, String text, long seconds) throws IOException {
        Path file = Files.createDirectories(folder.resolve("in")).resolve(name);
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.fromMillis(seconds * 1_000));
    }

    private List<String> out() throws IOException {
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                rows.addAll(Files.readAllLines(file));
            }
        }
        return rows;
    }

    @Test
    void when_aTaskRunsOutOfMemory_then_theBatchFailsAndSaysWhatToDoAndARestartIsExact() throws Exception {
        put("1", "a\na\n", 1);
        put("2", "a\nb\n", 2);
        Result failed = run("task");
        assertThat(failed.code).as(failed.err).isEqualTo(FAILED);
        assertThat(failed.err)
                .contains("RESOURCE query 'hungry' stopped at batch 1, source 'in' from 1 to 2, after 3 failures")
                .contains("partition 1, attempt 0, at file " + folder.resolve("in/2") + " line 2")
                .contains("OutOfMemoryError")
                .contains("give the JVM a larger heap (-Xmx, --driver-memory)");
        assertThat(run("nobody").code).isZero();
        assertThat(out()).containsExactlyInAnyOrder("(a, 2)", "(a, 3)", "(b, 1)");
    }

    @Test
    void when_theQueryItselfRunsOutOfMemory_then_itStopsAndSaysWhatToDoAndARestartIsExact() throws Exception {
        put("1", "a\na\n", 1);
        put("2", "a\nb\n", 2);
        Result failed = run("driver");
        assertThat(failed.code).as(failed.err).isEqualTo(FAILED);
        assertThat(failed.err)
                .contains("RESOURCE query 'hungry' ran out of memory between its tasks (Java heap space)")
                .contains("give the JVM a larger heap (-Xmx, --driver-memory)");
        assertThat(run("nobody").code).isZero();
        assertThat(out()).containsExactlyInAnyOrder("(a, 2)", "(a, 3)", "(b, 1)");
    }

    @Test
    void when_theJvmEndsAtOnceForLackOfMemory_then_aRestartIsExact() throws Exception {
        put("1", "a\na\n", 1);
        put("2", "a\nb\n", 2);
        assertThat(run("driver", "-XX:+ExitOnOutOfMemoryError").code).isEqualTo(ENDED_BY_THE_JVM);
        assertThat(run("nobody").code).isZero();
        assertThat(out()).containsExactlyInAnyOrder("(a, 2)", "(a, 3)", "(b, 1)");
    }

    /** One batch of ten times the heap, nine tenths of it of one key; then batches whose state is larger than the heap. */
    @Test
    void when_aBatchIsTenTimesTheHeapAndStateIsLarger_then_theAnswerIsRight() throws Exception {
        long rows = 10 * (64L << 20) / 4_096;
        StringBuilder lines = new StringBuilder();
        Map<String, String> latest = new TreeMap<>();
        for (long row = 0; row < rows; row++) {
            String key = row % 10 == 0 ? "k" + row % 1_000 : "popular";
            String number = String.format("%09d", row);
            lines.append(key).append(' ').append(number).append('\n');
            latest.put(key, number);
        }
        put("1", lines.toString(), 1);
        for (int batch = 2; batch < 20; batch++) {
            lines.setLength(0);
            for (int row = 0; row < 1_000; row++) {
                String key = "k" + batch + "-" + row;
                String number = String.format("%09d", row);
                lines.append(key).append(' ').append(number).append('\n');
                latest.put(key, number);
            }
            put(Integer.toString(batch), lines.toString(), batch);
        }
        Result result = run("large", "-Xmx64m");
        assertThat(result.code).as(result.err).isZero();
        Map<String, String> kept = new TreeMap<>();
        for (String row : out()) {
            int comma = row.indexOf(", ");
            kept.put(row.substring(1, comma), row.substring(comma + 2, row.length() - 1));
        }
        assertThat(kept).isEqualTo(latest);
    }
}
