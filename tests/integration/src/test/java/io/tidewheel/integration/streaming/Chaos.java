package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointReport;
import io.tidewheel.connectors.files.CommittedFile;
import io.tidewheel.connectors.files.CommittedFiles;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.StateKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Input, checkpoint and outputs of one {@link CountingQuery} over many lives, and what has to be true of them. */
final class Chaos {
    private static final int KEYS = 7;

    private final Path root;
    private final String sinks;
    private final List<String> given = new ArrayList<>(); // all lines of all files
    private final Map<Long, String> batches = new TreeMap<>(); // where each batch began and ended, as was said
    private long lastBatch = -1;
    private int files;

    /** @param sinks such as "files,ledger" */
    Chaos(Path root, String sinks) throws IOException {
        this.root = root;
        this.sinks = sinks;
        Files.createDirectories(root.resolve("in"));
        Files.createDirectories(root.resolve("local"));
    }

    CountingProcess start(StateKind state, String... options) throws IOException {
        return CountingProcess.start(List.of(options), List.of(root.toString(), sinks, state.name()));
    }

    CountingProcess takeOver(StateKind state) throws IOException {
        return CountingProcess.start(List.of(), List.of(root.toString(), sinks, state.name(), "take-over"));
    }

    Path checkpoint() {
        return root.resolve("checkpoint");
    }

    /** Moves a new file in. */
    void addFile() throws IOException {
        addFile(3, "");
    }

    /** Moves in a file whose keys occur once, and are so many that their changes are a file of the checkpoint. */
    void addLargeFile() throws IOException {
        addFile(1_500, "-of-" + files + "-" + "x".repeat(100));
    }

    /** Moves in a file whose keys occur once, and are more than a disk of some megabytes holds. */
    void addHugeFile() throws IOException {
        addFile(20_000, "-of-" + files + "-" + "x".repeat(100));
    }

    private void addFile(int lines, String suffix) throws IOException {
        int number = files++;
        List<String> text = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            String key = suffix.isEmpty() ? "key" + (number + line) % KEYS : line + suffix;
            text.add(key + " " + number + "-" + line);
        }
        Path file = root.resolve("in").resolve("." + number);
        Files.write(file, text);
        given.addAll(text);
        Files.move(file, file.resolveSibling(number + ".txt"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** After a process has ended, however it did: what is there can be gone on from, and holds nothing twice. */
    void check(CountingProcess ended) throws IOException {
        remember(ended.out());
        if (Files.exists(checkpoint().resolve("FORMAT"))) {
            CheckpointReport report = Checkpoint.verify(
                    Storages.DEFAULT.of(checkpoint().toString()), checkpoint().toString());
            long last = report.history()
                    .lastCommitted()
                    .map(commit -> commit.batchId())
                    .orElse(-1L);
            assertThat(last).as("the last committed batch").isGreaterThanOrEqualTo(lastBatch);
            lastBatch = last;
        }
        Set<String> known = new HashSet<>(given);
        for (String kind : sinks.split(",")) {
            assertThat(rows(kind, "lines"))
                    .as("%s, lines so far", kind)
                    .doesNotHaveDuplicates()
                    .allMatch(known::contains);
            assertThat(rows(kind, "counts")).as("%s, counts so far", kind).doesNotHaveDuplicates();
        }
    }

    /** A replayed batch is the same batch, and each begins where the one before it ended. */
    private void remember(List<String> out) {
        for (String line : out) {
            if (line.startsWith("batch ")) {
                String[] words = line.split(" ", 3);
                long batch = Long.parseLong(words[1]);
                String known = batches.putIfAbsent(batch, words[2]);
                assertThat(words[2]).as("batch %s again", batch).isEqualTo(known == null ? words[2] : known);
                String before = batches.get(batch - 1);
                if (before != null) {
                    assertThat(words[2].split(" ")[0])
                            .as("start of batch %s", batch)
                            .isEqualTo(before.split(" ")[1]);
                }
            }
        }
    }

    /** Lets a last process end by itself, and compares everything with what it has to be. */
    void finish(StateKind state) throws IOException, InterruptedException {
        try (CountingProcess last = start(state).drain()) {
            assertThat(last.awaitExit()).as(last.err()).isZero();
            check(last);
        }
        Map<String, Long> expected = given.stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        for (String kind : sinks.split(",")) {
            assertThat(rows(kind, "lines")).as("%s, lines", kind).containsExactlyInAnyOrderElementsOf(given);
            Map<String, Long> counts = new TreeMap<>();
            for (String row : rows(kind, "counts")) {
                int comma = row.indexOf(", ");
                long count = Long.parseLong(row.substring(comma + 2, row.length() - 1));
                counts.merge(row.substring(1, comma), count, Math::max);
            }
            assertThat(counts).as("%s, counts", kind).isEqualTo(expected);
        }
        if (sinks.contains("files")) {
            assertThat(visible(root.resolve("files-lines")))
                    .as("what a plain tool sees")
                    .containsExactlyInAnyOrderElementsOf(given);
            assertThat(visible(root.resolve("files-counts")))
                    .containsExactlyInAnyOrderElementsOf(rows("files", "counts"));
        }
        assertThat(root.resolve("local")).as("what killed processes left").isEmptyDirectory();
    }

    private List<String> rows(String kind, String what) throws IOException {
        Path directory = root.resolve(kind + "-" + what);
        return switch (kind) {
            case "files" -> committed(directory);
            case "ledger" -> FileLedgerSink.rows(directory);
            default -> ReplacingSink.rows(directory);
        };
    }

    /** As our reader finds them. */
    private static List<String> committed(Path directory) throws IOException {
        List<String> rows = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            for (CommittedFile file : CommittedFiles.in(directory.toString())) {
                byte[] bytes = Files.readAllBytes(Path.of(file.path()));
                rows.addAll(
                        new String(bytes, 0, Math.toIntExact(file.length()), java.nio.charset.StandardCharsets.UTF_8)
                                .lines()
                                .toList());
            }
        }
        return rows;
    }

    /** As cat finds them. */
    private static List<String> visible(Path directory) throws IOException {
        List<String> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (!file.getFileName().toString().startsWith(".")
                        && !file.getFileName().toString().startsWith("_")) {
                    rows.addAll(Files.readAllLines(file));
                }
            }
        }
        return rows;
    }
}
