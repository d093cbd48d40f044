package io.tidewheel.launcher.demo;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words, and requests per page and hour, of a web server's log. Damaged half-way if wanted: then it runs twice, and the
 * second time a cached block and a spilled output are deleted.
 */
public final class Demo {
    private static final int TOP = 5;
    private static final int PARTITIONS = 5;
    private static final Order<Pair<Windowed<String>, Long>> BUSIEST_FIRST =
            Order.<Pair<Windowed<String>, Long>, Long>by(Pair::value)
                    .reversed()
                    .thenBy(pair -> pair.key().key())
                    .thenBy(pair -> pair.key().startMillis());
    private static final Order<Pair<String, Long>> MOST_FREQUENT_FIRST =
            Order.<Pair<String, Long>, Long>by(Pair::value).reversed().thenBy(Pair::key);
    /** So small that outputs go to disk, where they can be deleted. */
    private static final String SPILLING_MEMORY = "1k";

    private final PrintStream out;

    public Demo(PrintStream out) {
        this.out = out;
    }

    /** What the two jobs gave. */
    private record Rows(List<Pair<String, Long>> words, List<Pair<Windowed<String>, Long>> visits) {}

    /** The generated log, made in a folder unless it is there. */
    public static Path generate(Path folder, int rows) throws IOException {
        return AccessLog.in(folder, rows);
    }

    /** Runs over a log and prints what it found. */
    public void run(Path log) {
        try (Tidewheel tw = Tidewheel.open()) {
            Tally tally = new Tally();
            tw.listen(tally);
            long start = System.nanoTime();
            Dataset<String> lines = tw.textFile(log.toString()).named("lines");
            tw.describeJobs("counting rows");
            long rows = lines.count();
            Rows result = rows(tw, lines, lines.flatMap(Visit::parse));
            print(result, rows, System.nanoTime() - start);
            print(tally);
        }
    }

    /**
     * Runs twice, the second time with damage, and compares. Damage that could not be done is an error: it would show
     * nothing.
     *
     * @throws TidewheelException if the rows differ, or the log has no word
     */
    public void runDamaged(Path log) throws IOException {
        requireWords(log);
        Path folder = Files.createTempDirectory("tidewheel-demo");
        try {
            Rows expected = disked(log, folder, null);
            Vandal vandal = new Vandal(folder);
            Rows found = disked(log, folder, vandal);
            out.println();
            vandal.deleted().forEach(what -> out.println("deleted meanwhile: " + what));
            requireSame(expected, found);
            out.println("the rows of both runs are the same");
        } finally {
            deleteAll(folder);
        }
    }

    private static void requireWords(Path log) {
        try (Tidewheel tw = Tidewheel.open()) {
            if (words(tw.textFile(log.toString())).isEmpty()) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "there is no word in " + log + ", so that no task writes anything that could be deleted"
                                + " half-way; name a text that has words");
            }
        }
    }

    private static void requireSame(Rows expected, Rows found) {
        if (!expected.equals(found)) {
            throw new TidewheelException(
                    Kind.BUG,
                    "the rows of the two runs differ: undisturbed they were " + expected
                            + ", with stored data deleted half-way " + found
                            + "; if the log did not change meanwhile, this is an error of Tidewheel: report it");
        }
    }

    private Rows disked(Path log, Path folder, @Nullable Vandal vandal) {
        try (Tidewheel tw = Tidewheel.builder()
                .config("tidewheel.local.dir", folder.toString())
                .config("tidewheel.memory.max", SPILLING_MEMORY)
                .open()) {
            Tally tally = new Tally();
            tw.listen(tally);
            long start = System.nanoTime();
            Dataset<String> lines = tw.textFile(log.toString()).named("lines");
            Dataset<Visit> visits = lines.flatMap(Visit::parse).named("visits").persist(StorageLevel.DISK_ONLY);
            tw.describeJobs("counting rows");
            long rows = lines.count();
            tw.describeJobs("storing visits");
            visits.count();
            tw.describeJobs("counting words");
            List<Pair<String, Long>> words = wordsInSteps(lines, vandal);
            if (vandal != null) {
                vandal.deleteCachedBlock();
            }
            tw.describeJobs("counting requests per page and hour");
            Rows result = new Rows(words, visits(visits));
            out.println();
            out.println(vandal == null ? "undisturbed:" : "with stored data deleted half-way:");
            print(result, rows, System.nanoTime() - start);
            print(tally);
            return result;
        }
    }

    private static Rows rows(Tidewheel tw, Dataset<String> lines, Dataset<Visit> visits) {
        tw.describeJobs("counting words");
        List<Pair<String, Long>> words = frequent(lines);
        tw.describeJobs("counting requests per page and hour");
        return new Rows(words, visits(visits));
    }

    /**
     * As {@link #frequent}, partition by partition, the first of which is empty: when it has been read, all exchange outputs
     * are there and none of them has been read, so that whichever is deleted then must be made again.
     */
    private static List<Pair<String, Long>> wordsInSteps(Dataset<String> lines, @Nullable Vandal vandal) {
        Iterator<List<Pair<String, Long>>> counts = words(lines)
                .keyBy(word -> word, word -> 1L)
                .reduceByKey(Long::sum, new AllButTheFirst<>(PARTITIONS))
                .pairs()
                .glom()
                .toLocalIterator();
        List<Pair<String, Long>> best = new ArrayList<>(counts.next());
        if (vandal != null) {
            vandal.deleteSpilledOutput();
        }
        while (counts.hasNext()) {
            best.addAll(counts.next());
            best.sort(MOST_FREQUENT_FIRST);
            best.subList(Math.min(TOP, best.size()), best.size()).clear();
        }
        return best;
    }

    private static List<Pair<String, Long>> frequent(Dataset<String> lines) {
        return words(lines)
                .keyBy(word -> word)
                .aggregate(Aggregators.count())
                .named("count of words")
                .pairs()
                .takeOrdered(TOP, MOST_FREQUENT_FIRST);
    }

    private static Dataset<String> words(Dataset<String> lines) {
        return lines.flatMap(line -> List.of(line.split("[^A-Za-z0-9]+"))).filter(word -> !word.isEmpty());
    }

    private static List<Pair<Windowed<String>, Long>> visits(Dataset<Visit> visits) {
        return visits.via(Visits::perHour).pairs().takeOrdered(TOP, BUSIEST_FIRST);
    }

    private void print(Rows result, long rows, long nanos) {
        out.println("most frequent words");
        result.words().forEach(word -> out.printf("%10d  %s%n", word.value(), word.key()));
        out.println("most requests for a page in an hour");
        result.visits()
                .forEach(visit ->
                        out.printf("%10d  %s  %sh%n", visit.value(), visit.key().key(), Visits.hour(visit.key())));
        out.printf("%d rows in %.2f s, %.0f rows/s%n", rows, nanos / 1e9, rows / (nanos / 1e9));
    }

    private void print(Tally tally) {
        out.println(counted(tally.stages(), "stage") + ", " + counted(tally.attempts(), "task attempt") + ", "
                + counted(tally.recomputed(), "recomputed partition"));
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
