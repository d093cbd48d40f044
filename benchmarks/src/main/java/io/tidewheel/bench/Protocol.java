package io.tidewheel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures rows of the performance table: ours and the peer as separate JVMs in turns, at least nine pairs after one
 * that is thrown away. The verdict is the median of the pair scores; where their quartiles straddle the target, it is
 * undecided and as many pairs are run again.
 *
 * <p>Called by {@code bin/bench}, which builds everything first and sets {@code bench.home} and {@code bench.commit}.
 */
public final class Protocol {
    private final Options options;
    private final Path root;
    private final Path results;

    private Protocol(Options options, Path root) {
        this.options = options;
        this.root = root;
        this.results = root.resolve("benchmarks/results");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            Path root = Path.of(System.getProperty("bench.home", "")).toAbsolutePath();
            new Protocol(Options.parse(arguments), root).run();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void run() throws IOException, InterruptedException {
        Path given = options.data();
        Path data = given == null ? root.resolve("target/bench-data") : given.toAbsolutePath();
        Workspace workspace = new Workspace(root, data, options.quick());
        if (!Rows.STREAM.containsAll(options.rows())) { // streams make their own input
            workspace.cutForQuick();
        }
        Rows rows = new Rows(workspace);
        List<Report> reports = new ArrayList<>();
        for (String id : options.rows()) {
            reports.add(report(rows.row(id)));
        }
        System.out.println(Report.HEAD);
        reports.forEach(report -> System.out.println(report.tableLines()));
    }

    private Report report(Row row) throws IOException, InterruptedException {
        Machine machine = new Machine();
        Duel duel = new Duel(row, root.resolve("target/bench-logs"), System.out);
        List<Answers> answers = duel.fight(options.pairs());
        Report report = new Report(
                row,
                answers,
                answers.get(0).ours().size(),
                Instant.now().truncatedTo(ChronoUnit.MINUTES).toString(),
                System.getProperty("bench.commit", "unknown"),
                Machine.describe() + "; " + Machine.jdk(),
                machine.coresUsedByOthers(),
                root);
        if (!options.quick()) {
            Files.createDirectories(results);
            Path file = results.resolve(LocalDate.now(ZoneOffset.UTC) + "-row" + row.id() + ".md");
            Files.writeString(file, report.markdown());
            System.out.println("written to " + root.relativize(file));
        }
        System.out.println(Report.HEAD + "\n" + report.tableLines());
        report.preliminary().forEach(reason -> System.out.println("preliminary: " + reason));
        return report;
    }
}
