package io.tidewheel.streaming.testing;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.StateKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One way to run a job as a stream: where the input is cut into micro-batches, and what happens to the process. Immutable.
 *
 * @param cuts after how many rows a micro-batch ends, in order; behind the last one is another micro-batch
 * @param parallelism how many partitions it has: at first, after the first crash, and so on; the last number stays
 * @param crashes in the order of rows
 * @param state where states lie
 */
public record StreamRun(List<Integer> cuts, List<Integer> parallelism, List<Crash> crashes, StateKind state) {
    /** All rows in one micro-batch, in one partition, undisturbed. */
    public static final StreamRun WHOLE = new StreamRun(List.of(), List.of(1), List.of(), StateKind.MEMORY);

    /**
     * The power fails: the process dies, and the disk loses what was not synced. Then the query is started again.
     *
     * @param row it happens in the micro-batch that this row is in, counted from 0
     * @param call at which call to the disk, of those that the batch makes, from 1; once it is over if it makes fewer, or
     *     for 0; {@link #BEFORE_COMMIT} when its rows are with the sink and the batch is not committed, so that all of it
     *     happens again
     */
    public record Crash(int row, int call) {
        public static final int BEFORE_COMMIT = -1;

        /** As it is told: "with a crash in the micro-batch of row 3 ...". */
        String describe() {
            String when =
                    switch (call) {
                        case BEFORE_COMMIT -> " before its commit";
                        case 0 -> "";
                        default -> " at call " + call + " to the disk";
                    };
            return "in the micro-batch of row " + (row + 1) + when;
        }

        /** As the call that makes it. */
        String asJava() {
            return call == BEFORE_COMMIT
                    ? ".withCrashBeforeCommit(" + row + ")"
                    : ".withCrash(" + row + ", " + call + ")";
        }
    }

    public StreamRun {
        cuts = List.copyOf(new TreeSet<>(cuts));
        parallelism = List.copyOf(parallelism);
        crashes = List.copyOf(crashes);
        if (parallelism.isEmpty() || parallelism.stream().anyMatch(partitions -> partitions < 1)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "a stream was to have " + parallelism + " partitions; at least 1 is needed");
        }
    }

    /** A micro-batch ends after so many rows each, and there is one more behind the last. */
    public static StreamRun cutAfter(int... rows) {
        return new StreamRun(Arrays.stream(rows).boxed().toList(), WHOLE.parallelism, WHOLE.crashes, StateKind.MEMORY);
    }

    public StreamRun withParallelism(int... partitions) {
        return new StreamRun(cuts, Arrays.stream(partitions).boxed().toList(), crashes, state);
    }

    /** Also crashes so: see {@link Crash}. */
    public StreamRun withCrash(int row, int call) {
        List<Crash> more = new ArrayList<>(crashes);
        more.add(new Crash(row, call));
        return new StreamRun(cuts, parallelism, more, state);
    }

    /** Also crashes when the micro-batch of a row is computed and not committed, so that it happens again. */
    public StreamRun withCrashBeforeCommit(int row) {
        return withCrash(row, Crash.BEFORE_COMMIT);
    }

    public StreamRun withState(StateKind kind) {
        return new StreamRun(cuts, parallelism, crashes, kind);
    }

    StreamRun withCuts(List<Integer> others) {
        return new StreamRun(others, parallelism, crashes, state);
    }

    StreamRun withCrashes(List<Crash> others) {
        return new StreamRun(cuts, parallelism, others, state);
    }

    /** Where each micro-batch ends, if there are so many rows. */
    int[] ends(int rows) {
        return IntStream.concat(
                        cuts.stream().mapToInt(Integer::intValue).filter(cut -> cut > 0 && cut < rows),
                        IntStream.of(rows))
                .toArray();
    }

    int partitionsAfter(int starts) {
        return parallelism.get(Math.min(starts, parallelism.size() - 1));
    }

    /** The same way for an input without the rows {@code [from, to)}: all others stay in the batch they are in. */
    StreamRun without(int from, int to) {
        List<Integer> moved = cuts.stream().map(cut -> moved(cut, from, to)).toList();
        List<Crash> crashed = crashes.stream()
                .map(crash -> new Crash(moved(crash.row, from, to), crash.call))
                .toList();
        return new StreamRun(moved, parallelism, crashed, state);
    }

    private static int moved(int row, int from, int to) {
        return row <= from ? row : row >= to ? row - (to - from) : from;
    }

    /** As Java, to be pasted into a test. */
    String asJava() {
        StringBuilder java = new StringBuilder(cuts.isEmpty() ? "StreamRun.WHOLE" : "StreamRun.cutAfter(")
                .append(joined(cuts))
                .append(cuts.isEmpty() ? "" : ")");
        if (!parallelism.equals(WHOLE.parallelism)) {
            java.append(".withParallelism(").append(joined(parallelism)).append(')');
        }
        for (Crash crash : crashes) {
            java.append(crash.asJava());
        }
        if (state != StateKind.MEMORY) {
            java.append(".withState(StateKind.").append(state).append(')');
        }
        return java.toString();
    }

    private static String joined(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
