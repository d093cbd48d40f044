package io.tidewheel.launcher.demo;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.CommittedFiles;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.Streams;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Requests per page and hour of a web server's log, as a stream over the pieces of the log, which appear in a folder one
 * after the other. May be killed at any moment: the next one goes on. In the end it compares what it has found with what
 * the same job finds as a batch.
 */
public final class StreamDemo {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PrintStream out;
    private final Path folder;
    private final Duration every;

    /**
     * @param folder where demos over streams keep what they go on with
     * @param every how often a piece appears
     */
    public StreamDemo(PrintStream out, Path folder, Duration every) {
        this.out = out;
        this.folder = folder;
        this.every = every;
    }

    /**
     * Runs until all pieces were read, or somebody drains the query.
     *
     * @throws TidewheelException if the stream has found something else than the batch
     */
    public void run(Path log) throws IOException {
        try (Tidewheel tw = Tidewheel.open()) {
            Dataset<String> lines = tw.textFile(log.toString()).named("lines");
            tw.describeJobs("counting rows");
            long rows = lines.count();
            Place place = Place.of(folder, log, rows);
            place.sweep();
            tellOutdated(place);
            Path mine = place.path();
            Pieces pieces = new Pieces(mine);
            tw.describeJobs("cutting the log");
            pieces.cut(lines, rows);
            Query query = start(tw, mine, pieces);
            tell(mine, pieces);
            if (!feed(query, pieces)) {
                out.println("stopped; the same command goes on");
                return;
            }
            compare(tw, lines, mine, lateRows(query));
            place.delete();
        }
    }

    private void tellOutdated(Place place) throws IOException {
        if (!Files.exists(place.path())) {
            for (Path other : place.outdated()) {
                out.println("the log has changed since it was cut for " + other
                        + ": this begins anew; delete that folder if no process uses it");
            }
        }
    }

    static Query start(Tidewheel tw, Path mine, Pieces pieces) {
        Streams streams = Streams.on(tw).checkpoint(mine.resolve("checkpoint").toString());
        streams.from("log", FileSource.lines(pieces.come().toString()))
                .flatMap(Visit::parse)
                .via(Visits::perHour)
                .map(Visits::line)
                .to("counts", FileSink.lines(mine.resolve("out").toString()));
        return streams.start("visits");
    }

    private void tell(Path mine, Pieces pieces) throws IOException {
        int come = pieces.countCome();
        int all = come + pieces.countWaiting();
        if (come > 0) {
            out.println("going on: " + come + " of " + all + " pieces of the log have come before");
        }
        out.println("a piece of the log, of " + all + ", appears in " + pieces.come() + " every " + every.toMillis()
                + " ms; end this process in any way, kill -9 "
                + ProcessHandle.current().pid()
                + " too, and start the same command again: it goes on from " + mine.resolve("checkpoint"));
        out.flush();
    }

    /** @return false if the query was ended before it had read all */
    private boolean feed(Query query, Pieces pieces) throws IOException {
        while (pieces.next()) {
            boolean isLast = pieces.countWaiting() == 0;
            if (query.await(isLast ? Duration.ZERO : every)) {
                return false;
            }
        }
        query.closeWindows();
        return !query.status().isOver() && query.drain(LONG);
    }

    /** Rows that were late for their windows since the query's first start, of which a batch has none. */
    private static long lateRows(Query query) {
        QueryProgress last = Objects.requireNonNull(query.lastProgress(), "the windows were closed by a batch");
        return last.counters().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith("lateRows."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void compare(Tidewheel tw, Dataset<String> lines, Path mine, long late) {
        tw.describeJobs("the same as a batch");
        List<String> batch = lines
                .flatMap(Visit::parse)
                .via(Visits::perHour)
                .pairs()
                .map(pair -> Visits.line(pair.key(), pair.value()))
                .collect()
                .stream()
                .sorted()
                .toList();
        List<String> stream = CommittedFiles.lines(tw, mine.resolve("out").toString()).collect().stream()
                .sorted()
                .toList();
        if (!stream.equals(batch)) {
            int first = 0;
            while (first < Math.min(batch.size(), stream.size())
                    && batch.get(first).equals(stream.get(first))) {
                first++;
            }
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    "the stream has counted " + stream.size() + " pages and hours, the batch " + batch.size()
                            + "; the first that differ are '" + at(stream, first) + "' and '" + at(batch, first) + "'; "
                            + late + " rows came more than an hour late, which a stream leaves out; if there"
                            + " are none and the log did not change meanwhile, this is an error of Tidewheel: report it,"
                            + " with " + mine);
        }
        out.println("the stream and the batch have counted the same: " + batch.size() + " pages and hours, " + late
                + " rows late");
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "nothing";
    }
}
