package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.testing.Outcome.Failed;
import io.tidewheel.streaming.testing.Outcome.Gave;
import io.tidewheel.streaming.testing.Way.AsBatch;
import io.tidewheel.streaming.testing.Way.AsStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what was found.
 *
 * @param first over the whole input
 * @param smallest what was made of it
 * @param seed of the ways that were tried
 */
record FindingReport<I>(Finding<I> first, Finding<I> smallest, long seed) {
    private static final int MOST_ROWS = 10; // shown of each kind

    AssertionError error() {
        Difference difference = smallest.difference();
        return switch (difference.kind()) {
            case BATCH_FAILS -> failed("fails as a batch, so that there is nothing to compare", difference.batch());
            case FAILS -> failed("fails " + way(smallest) + ", though not as one batch", difference.found());
            case LATE -> new AssertionError(late((Gave) difference.found()));
            case ROWS -> new AssertionError(otherRows((Gave) difference.found()));
        };
    }

    private AssertionError failed(String how, Outcome outcome) {
        Failed failed = (Failed) outcome;
        String message = "the job " + how + ": " + failed.why().getMessage();
        return new AssertionError(
                failed.isRefused() ? message : message + "\n" + input() + again() + foundWith(), failed.why());
    }

    private String late(Gave found) {
        return "the input is more out of order than the job allows: " + way(smallest) + ", " + found.late()
                + (found.late() == 1 ? " row comes" : " rows come")
                + " too late for the windows, which a batch has no notion of\n" + input()
                + "\n  Give withEventTime a maxDelay that is longer than rows may be behind one another, or an input"
                + " whose times are less out of order; with late rows, batch and stream cannot agree,"
                + " also not where the job gives them.\n"
                + again() + foundWith();
    }

    private String otherRows(Gave found) {
        Difference difference = smallest.difference();
        return "the job gives other rows " + way(smallest) + " than as one batch\n" + input()
                + rows("only as one batch", difference.missing())
                + rows(
                        smallest.way() instanceof AsBatch
                                ? "only " + way(smallest)
                                : "only as a stream" + (found.latest() ? ", the last value of its key" : ""),
                        difference.unexpected())
                + ofOtherTypes() + "\n  " + hint(found) + "\n" + again() + foundWith();
    }

    private String hint(Gave found) {
        if (smallest.way() instanceof AsBatch again && again.partitions() == 1) {
            return "The same batch ran twice: some function keeps something from run to run, such as a static counter,"
                    + " or asks for the time or for random numbers.";
        }
        return found.latest()
                ? "What keys have in the end differs: look for an aggregator whose merge(left, right) is not what add"
                        + " makes of all the values of both,\n  or for a function that keeps something from call to"
                        + " call. Each micro-batch is aggregated alone, and merged into what there was."
                : "Where the input is cut must not show: look for a function that keeps something from call to call,"
                        + " such as a counter or a cache,\n  that asks for the time, the micro-batch or its partition,"
                        + " or for an aggregator whose merge(left, right) is not what add makes of all values,\n  or"
                        + " which depends on their order, which sessions do not have.";
    }

    private static String way(Finding<?> finding) {
        return finding.way().describe(finding.rows().size());
    }

    private String input() {
        int size = smallest.rows().size();
        int whole = first.rows().size();
        return "\n  the input, " + Way.counted(size, "row") + (size < whole ? ", the fewest found of " + whole : "")
                + ":\n" + JavaText.list(smallest.rows(), "    ") + "\n";
    }

    private static String rows(String which, List<?> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("  ").append(which).append(":\n");
        rows.stream()
                .limit(MOST_ROWS)
                .forEach(row -> text.append("    ").append(shown(row)).append('\n'));
        if (rows.size() > MOST_ROWS) {
            text.append("    and ").append(rows.size() - MOST_ROWS).append(" more\n");
        }
        return text.toString();
    }

    private static String shown(@Nullable Object row) {
        return row != null && row.getClass().isArray() ? JavaText.of(row) : String.valueOf(row);
    }

    /** Rows that look the same and are not equal puzzle everybody. */
    private String ofOtherTypes() {
        for (Object one : smallest.difference().missing()) {
            for (Object other : smallest.difference().unexpected()) {
                if (shown(one).equals(shown(other))) {
                    return "  " + shown(one) + " looks the same and is not equal: its class has no equals, or types"
                            + " differ, such as int and long\n";
                }
            }
        }
        return "";
    }

    private String again() {
        return smallest.way() instanceof AsStream stream
                ? "\n  to run just this again:\n    assertBatchEqualsStream(job, input, StreamRuns.only("
                        + stream.run().asJava() + "));\n"
                : "";
    }

    private String foundWith() {
        boolean isWhole =
                first.rows().size() == smallest.rows().size() && first.way().equals(smallest.way());
        return isWhole
                ? "\n  found with seed " + seed
                : "\n  found with seed " + seed + " over "
                        + Way.counted(first.rows().size(), "row") + ", " + way(first) + rowsAtFirst();
    }

    private String rowsAtFirst() {
        Difference difference = first.difference();
        return difference.missing().isEmpty() && difference.unexpected().isEmpty()
                ? ""
                : "\n" + rows("there, only as one batch", difference.missing())
                        + rows("there, only the other way", difference.unexpected())
                                .stripTrailing();
    }
}
