package io.tidewheel.launcher.demo;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.CommittedFiles;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.connectors.files.FileSource;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.Streams;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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

    /** Rows that were late for their windows, of which a batch has none. */
    private static final class Late implements QueryListener {
        private final AtomicLong rows = new AtomicLong();

        @Override
        public void progressed(QueryProgress progress) {
            for (QueryProgress.StateProgress state : progress.stateOperators()) {
                QueryProgress.LateRows late = state.lateRows();
                rows.addAndGet(late == null ? 0 : late.late());
            }
        }
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
            Path mine = folder.resolve("stream-" + rows + "-"
                    + Integer.toHexString(log.toRealPath().hashCode()));
            Pieces pieces = new Pieces(mine);
            tw.describeJobs("cutting the log");
            pieces.cut(lines, rows);
            Late late = new Late();
            Query query = start(tw, mine, pieces, late);
            tell(mine, pieces);
            if (!feed(query, pieces)) {
                out.println("stopped; the same command goes on");
                return;
            }
            compare(tw, lines, mine, late);
            Demo.deleteAll(mine);
        }
    }

    /** Where a demo over a log keeps what it goes on with. */
    static Path place(Path folder, Path log, long rows) throws IOException {
        return folder.resolve(
                "stream-" + rows + "-" + Integer.toHexString(log.toRealPath().hashCode()));
    }

    private static Query start(Tidewheel tw, Path mine, Pieces pieces, Late late) {
        Streams streams =
                Streams.on(tw).checkpoint(mine.resolve("checkpoint").toString()).listen(late);
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

    private void compare(Tidewheel tw, Dataset<String> lines, Path mine, Late late) {
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
                            + late.rows.get() + " rows came more than an hour late, which a stream leaves out; if there"
                            + " are none and the log did not change meanwhile, this is an error of Tidewheel: report it,"
                            + " with " + mine);
        }
        out.println("the stream and the batch have counted the same: " + batch.size() + " pages and hours, "
                + late.rows.get() + " rows late");
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "nothing";
    }
}
