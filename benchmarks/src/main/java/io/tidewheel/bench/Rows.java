package io.tidewheel.bench;

import static io.tidewheel.bench.Measure.lines;
import static io.tidewheel.bench.Program.FIRST_LINE;
import static io.tidewheel.bench.Question.Score.DIFFERENCE;
import static io.tidewheel.bench.Question.Score.OURS;
import static io.tidewheel.bench.Question.Score.RATIO;

import io.tidewheel.bench.batch.BoxedChain;
import io.tidewheel.bench.batch.Hello;
import io.tidewheel.bench.batch.JoinPairs;
import io.tidewheel.bench.batch.SortPairs;
import io.tidewheel.bench.batch.SumByKey;
import io.tidewheel.bench.batch.TenTimesHeap;
import io.tidewheel.bench.batch.TinyJobs;
import io.tidewheel.bench.batch.WindowedCount;
import io.tidewheel.bench.batch.WordCount;
import io.tidewheel.bench.stream.RunningCount;
import io.tidewheel.bench.stream.SlidingCount;
import io.tidewheel.bench.stream.StatefulBatches;
import io.tidewheel.bench.stream.WindowedStream;
import io.tidewheel.bench.stream.WordCountStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Every row of the performance table that a batch answers. */
final class Rows {
    /** What `bin/bench batch` runs when no row is named. */
    static final List<String> DEFAULT = List.of("1", "2", "3", "4", "5", "6", "7", "10");
    /** Beyond the table: the same work beside Spark, and the chain of maps and filters. */
    static final List<String> MORE = List.of("2-spark", "3-spark", "4-spark", "7-spark", "chain-spark");

    /** Streams: row 9 and the running counts, which {@code bin/bench stream} asks for. */
    static final List<String> STREAM = Stream.concat(
                    Stream.of(
                            "8",
                            "8-flink",
                            "8-flink-rocksdb",
                            "8-words",
                            "8-sliding",
                            "8-absorb",
                            "8-absorb-long",
                            "9",
                            "9-file"),
                    Stream.of("memory", "disk", "rocksdb")
                            .flatMap(state -> CountSize.ALL.stream().map(size -> "count-" + state + "-" + size.name)))
            .toList();

    private static final List<String> STREAM_FLAGS = List.of("-Xmx3g", "-XX:+UseParallelGC");
    private static final List<String> FLAGS = List.of("-Xmx6g", "-XX:+UseParallelGC");
    private static final List<String> SMALL_HEAP = List.of("-Xmx256m", "-XX:+UseParallelGC");
    private static final List<String> LARGE_HEAP = List.of("-Xmx12g", "-XX:+UseParallelGC");
    private static final double NONE = Double.NaN;

    private final Workspace workspace;

    Rows(Workspace workspace) {
        this.workspace = workspace;
    }

    Row row(String id) throws IOException {
        return switch (id) {
            case "1" -> start();
            case "2" -> tinyJobs();
            case "2-spark" -> tinyJobsBesideSpark();
            case "3" ->
                row(
                        id,
                        "word count, 257 MB of text, 36 M words",
                        workspace.ours(FLAGS, WordCount.class),
                        workspace.loop(FLAGS, "Limit"),
                        ratio("word count / hand loop", 1.1, lines("wordcount", 3), lines("hand wordcount", 3)));
            case "3-spark" ->
                row(
                        id,
                        "word count beside Spark",
                        workspace.ours(FLAGS, WordCount.class),
                        workspace.spark(FLAGS, "spark", "peers.SparkPeer", "wc"),
                        ratio("word count / Spark RDD", NONE, lines("wordcount", 3), lines("wordcount", 3)));
            case "4" ->
                row(
                        id,
                        "sum by key, 20 M pairs, 1 M int keys",
                        workspace.ours(FLAGS, SumByKey.class, "4"),
                        workspace.loop(FLAGS, "Agg"),
                        ratio(
                                "sum by key / combine in open addressing",
                                1.2,
                                lines("sum", 4),
                                lines("combine-first", 4)),
                        ratio("sum by key / partition first", NONE, lines("sum", 4), lines("partition-first", 4)));
            case "4-spark" ->
                row(
                        id,
                        "sum by key beside Spark",
                        workspace.ours(FLAGS, SumByKey.class, "3"),
                        workspace.spark(FLAGS, "spark", "peers.SparkPeer", "rbk"),
                        ratio("sum by key / Spark RDD", NONE, lines("sum", 3), lines("reduceByKey20M/1Mkeys", 3)));
            case "5" ->
                row(
                        id,
                        "sort 5 M (long, string)",
                        workspace.ours(FLAGS, SortPairs.class),
                        workspace.spark(FLAGS, "spark", "peers.SparkPeer", "sort"),
                        ratio("sort / Spark RDD", 0.25, lines("sort", 3), lines("sort5M", 3)));
            case "6" ->
                row(
                        id,
                        "join 4 M x 1 M",
                        workspace.ours(FLAGS, JoinPairs.class),
                        workspace.spark(FLAGS, "spark", "peers.SparkPeer", "join"),
                        ratio("join / Spark RDD", 0.25, lines("join", 3), lines("join4Mx1M", 3)));
            case "7" ->
                row(
                        id,
                        "windowed count over 5 M CSV rows",
                        workspace.ours(FLAGS, WindowedCount.class),
                        workspace.loop(FLAGS, "Ysb"),
                        ratio(
                                "windowed count / hand loop over strings",
                                1.2,
                                lines("window", 3),
                                lines("hand ysb strings", 3)));
            case "7-spark" ->
                row(
                        id,
                        "windowed count over 5 M CSV rows beside Spark",
                        workspace.ours(FLAGS, WindowedCount.class),
                        workspace.spark(FLAGS, "spark", "peers.SparkPeer", "sqlwin"),
                        ratio(
                                "windowed count / Spark SQL",
                                NONE,
                                lines("window", 3),
                                lines("sql batch window count", 3)));
            case "8" ->
                row(
                        id,
                        "the same as a stream, a file a batch, durable state",
                        workspace.ours(FLAGS, WindowedStream.class, "memory", "2", scratch()),
                        workspace.sparkStream(FLAGS, "spark", "peers.SparkPeer", "ss"),
                        ratio(
                                "stream / Spark Structured Streaming",
                                0.1,
                                lines("stream", 2),
                                lines("ss ysb 5M in 8 batches", 2)));
            case "8-flink" -> besideFlink(id, "memory", "winc", "window hashmap");
            case "8-flink-rocksdb" -> besideFlink(id, "rocksdb", "winr", "window rocksdb");
            case "8-words" ->
                row(
                        id,
                        "word count, 257 MB of text, as a stream, a file a batch, against the same job as a batch",
                        workspace.ours(FLAGS, WordCountStream.class, "stream", "3", scratch()),
                        workspace.ours(FLAGS, WordCountStream.class, "batch", "3", scratch()),
                        ratio("stream / batch", 1.3, lines("words", 3), lines("words", 3)));
            case "8-sliding" ->
                row(
                        id,
                        "windows of 60 s, one begins every second, of 100,000 keys, 100,000 rows a batch",
                        workspace.ours(FLAGS, SlidingCount.class, "60", "100000", "memory", "65", "10", scratch()),
                        workspace.sparkStream(FLAGS, "chain", "peers.SparkSlidingCount", "60", "100000", "1", "2"),
                        ratio("batch / Spark", 0.1, lines("sliding", 1), lines("sliding", 1)));
            case "8-absorb" -> absorbed(id, "1");
            case "8-absorb-long" -> absorbed(id, "60/60");
            case "9" -> statefulBatches(id, "memory", 2);
            case "9-file" -> statefulBatches(id, "file", 4);
            case "10" -> tenTimesHeap();
            case "chain-spark" ->
                row(
                        id,
                        "chain of 5 maps and filters over 20 M boxed longs",
                        workspace.ours(FLAGS, BoxedChain.class),
                        workspace.spark(FLAGS, "chain", "peers.SparkChain"),
                        ratio("chain / Spark RDD", 1.0 / 3, lines("chain", 5), lines("chain", 5)));
            default -> {
                if (STREAM.contains(id)) {
                    yield runningCount(id);
                }
                throw new IllegalArgumentException("unknown row '" + id + "'; there are " + DEFAULT
                        + " and, beside them, " + MORE + " and " + STREAM);
            }
        };
    }

    private static Row row(String id, String title, Program ours, Program theirs, Question... questions) {
        return new Row(id, title, String.join(" ", FLAGS), ours, theirs, List.of(questions));
    }

    private static Question ratio(String label, double target, Measure ours, Measure theirs) {
        return new Question(label, RATIO, target, ours, theirs);
    }

    /** What a row costs before any window is finished, in windows that overlap and in windows that do not. */
    private Row absorbed(String id, String tumbling) throws IOException {
        String[] rest = {"100000", "memory", "15", "30", scratch(), "7200"};
        return row(
                id,
                "rows absorbed by windows of 60 s, one begins every second, against windows of "
                        + tumbling.split("/")[0]
                        + " s that do not overlap; 100,000 keys, 100,000 rows a batch, no window finished",
                workspace.ours(FLAGS, SlidingCount.class, with("60", rest)),
                workspace.ours(FLAGS, SlidingCount.class, with(tumbling, rest)),
                ratio("sliding / tumbling", 2, lines("sliding", 1), lines("sliding", 1)));
    }

    private static String[] with(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    /**
     * Flink ends a round when it has given all windows, and starts a cluster for each; the time that it says its job took
     * leaves that out, as ours leaves out opening the session.
     *
     * @param lines how the lines begin that Flink's program prints
     */
    private Row besideFlink(String id, String state, String theirState, String lines) throws IOException {
        Measure ours = lines("stream", 3);
        return row(
                id,
                "a windowed count as a stream, a file a batch, state in " + state
                        + "; Flink with a checkpoint a second",
                workspace.ours(FLAGS, WindowedStream.class, state, "3", scratch()),
                workspace.flink(FLAGS, "p2.FlinkPeer", theirState),
                ratio("stream / Flink's job", 0.5, ours, new Measure(lines, 3, 1, "job net")),
                ratio("stream / Flink with its cluster", NONE, ours, new Measure(lines, 3, 1, "ckpt 1s")));
    }

    /** From starting the process to its first line, a bare JVM against the launcher. */
    private Row start() throws IOException {
        Path input = workspace.scratch().resolve("tiny.txt");
        Files.createDirectories(workspace.scratch());
        Files.writeString(input, "to be or not to be\nthat is the question\n");
        String launcher = workspace.root().resolve("bin/tidewheel").toString();
        Program ours = new Program(
                "bin/tidewheel", List.of(launcher, "run", "WordCount", input.toString()), workspace.scratch(), false);
        return new Row(
                "1",
                "start to first printed row, `bin/tidewheel run` of a tiny word count",
                "none; the launcher adds its own",
                ours,
                workspace.ours(List.of(), Hello.class),
                List.of(new Question(
                        "first row after the bare JVM's",
                        DIFFERENCE,
                        350,
                        lines(FIRST_LINE, 1),
                        lines(FIRST_LINE, 1))));
    }

    private Row tinyJobs() {
        return new Row(
                "2",
                "job of 4 in-memory rows, no exchange and one exchange",
                String.join(" ", FLAGS),
                workspace.ours(FLAGS, TinyJobs.class),
                null,
                List.of(
                        new Question("no exchange, back to back", OURS, 0.1, tiny("map, back to back"), null),
                        new Question("one exchange, back to back", OURS, 0.3, tiny("reduceByKey, back to back"), null),
                        new Question("no exchange, 1 ms pauses", OURS, 0.3, tiny("map, pauses"), null),
                        new Question("one exchange, 1 ms pauses", OURS, 0.6, tiny("reduceByKey, pauses"), null)));
    }

    private Row tinyJobsBesideSpark() throws IOException {
        return row(
                "2-spark",
                "the same 200 warm-up jobs and 500 / 200 timed ones that Spark's program runs",
                workspace.ours(FLAGS, TinyJobs.class, "as-peer"),
                workspace.spark(FLAGS, "spark", "peers.SparkPeer", "job"),
                ratio(
                        "no exchange / Spark",
                        NONE,
                        new Measure("500 tiny jobs", 1, 500),
                        new Measure("500 tiny jobs", 1, 500)),
                ratio(
                        "one exchange / Spark",
                        NONE,
                        new Measure("200 tiny shuffle jobs", 1, 200),
                        new Measure("200 tiny shuffle jobs", 1, 200)));
    }

    private static Measure tiny(String prefix) {
        return new Measure(prefix, TinyJobs.ROUNDS, TinyJobs.JOBS);
    }

    /** The same program in a heap a tenth of its data, and in one that holds all. */
    private Row tenTimesHeap() {
        String rows = Integer.toString(workspace.quick() ? TenTimesHeap.ROWS / 4 : TenTimesHeap.ROWS);
        return new Row(
                "10",
                "sort and aggregate 2.5 GB in a heap of 256 MB, against a heap that holds it",
                String.join(" ", SMALL_HEAP) + "` against `" + String.join(" ", LARGE_HEAP),
                workspace.ours(SMALL_HEAP, TenTimesHeap.class, rows),
                workspace.ours(LARGE_HEAP, TenTimesHeap.class, rows),
                List.of(
                        ratio("sort, 256 MB / 12 GB of heap", 2, lines("sort", 1), lines("sort", 1)),
                        ratio("aggregate, 256 MB / 12 GB of heap", 2, lines("aggregate", 1), lines("aggregate", 1))));
    }

    /** Durable batches of 1,000 rows, ours with 100 of a million keys, Spark's with 100 keys in all. */
    private Row statefulBatches(String id, String sink, double target) throws IOException {
        Measure beyond = Measure.figure("beyond bare", "p99");
        Measure ours = Measure.figure("batch,", "p50");
        Measure theirs = Measure.figure("add-to-done", "p50");
        return new Row(
                id,
                "durable batches of 1,000 rows with state, " + sink + " sink (Spark: noop sink, 100 keys in all)",
                String.join(" ", STREAM_FLAGS),
                workspace.ours(STREAM_FLAGS, StatefulBatches.class, sink, "memory", "5000", scratch()),
                workspace.sparkStream(
                        Stream.concat(STREAM_FLAGS.stream(), Stream.of("-Dnoperm=true", "-Dreps=1", "-Dbatches=120"))
                                .toList(),
                        "lat",
                        "p2.SparkLat",
                        "hdfs",
                        "2"),
                List.of(
                        new Question("p50", OURS, target, ours, theirs),
                        new Question("p99 beyond that of the bare append and fdatasync", OURS, 6, beyond, null),
                        ratio("p50 / Spark", NONE, ours, theirs),
                        ratio(
                                "p99 / Spark",
                                NONE,
                                Measure.figure("batch,", "p99"),
                                Measure.figure("add-to-done", "p99"))));
    }

    /**
     * Batches of one size, and how many make a run.
     *
     * @param batches after the warm-up; Spark runs fewer, as it takes longer
     */
    private record CountSize(String name, long rows, int warmUp, int batches, int sparkWarmUp, int sparkBatches) {
        static final List<CountSize> ALL = List.of(
                new CountSize("1m", 1_000_000, 10, 20, 3, 6),
                new CountSize("100k", 100_000, 40, 150, 6, 25),
                new CountSize("10k", 10_000, 200, 800, 10, 50));
    }

    private Row runningCount(String id) throws IOException {
        String[] parts = id.split("-");
        String state = parts[1];
        CountSize size = CountSize.ALL.stream()
                .filter(it -> it.name.equals(parts[2]))
                .findFirst()
                .orElseThrow();
        double target = state.equals("memory") ? 0.1 : 1.0 / 3;
        Program ours = workspace.ours(
                STREAM_FLAGS,
                RunningCount.class,
                Long.toString(size.rows),
                state,
                Integer.toString(size.warmUp),
                Integer.toString(size.batches),
                scratch());
        Program theirs = workspace.sparkStream(
                STREAM_FLAGS,
                "chain",
                "peers.SparkRunningCount",
                state.equals("memory") ? "hdfs" : "rocks",
                Long.toString(size.rows),
                Integer.toString(size.sparkWarmUp),
                Integer.toString(size.sparkBatches));
        return new Row(
                id,
                "running count of a million keys, " + size.rows + " rows a batch, "
                        + (size.rows == 1_000_000 ? "every key once" : "keys at random") + ", state in " + state,
                String.join(" ", STREAM_FLAGS),
                ours,
                theirs,
                List.of(ratio(
                        "batch of " + size.name + " rows / Spark", target, lines("count", 1), lines("count", 1))));
    }

    private String scratch() throws IOException {
        return Files.createDirectories(workspace.scratch()).toString();
    }

    /** For the usage text. */
    static String names() {
        return String.format(
                Locale.ROOT, "%s (and beyond the table: %s)", String.join(" ", DEFAULT), String.join(" ", MORE));
    }
}
