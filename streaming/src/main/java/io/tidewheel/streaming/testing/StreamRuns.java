package io.tidewheel.streaming.testing;

import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.testing.StreamRun.Crash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * In which ways {@link BatchAndStream} runs a job as a stream: in one micro-batch, row by row, then in as many random
 * ways as wanted, with crashes in every other one, the first of which makes a micro-batch happen twice. The same seed
 * and the same input give the same ways. Immutable.
 *
 * @param seed of all that is random
 * @param random how many random ways
 * @param only these ways and no others, if there are any
 * @param session what the sessions are opened with, besides what this needs: registered classes, settings
 */
public record StreamRuns(long seed, int random, List<StreamRun> only, UnaryOperator<TidewheelBuilder> session) {
    public static final StreamRuns DEFAULT = new StreamRuns(1, 6, List.of(), UnaryOperator.identity());

    private static final int MOST_SINGLE_ROWS = 100;
    private static final int FEW_CUTS = 5;
    private static final int MANY_CUTS = 20;
    private static final int MOST_CRASHES = 3;
    private static final int MOST_CALLS = 10; // a small batch makes fewer
    private static final int MOST_PARTITIONS = 4;

    public StreamRuns {
        only = List.copyOf(only);
        if (random < 0) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "a job was to run in " + random + " random ways; 0 or more are possible");
        }
    }

    public static StreamRuns only(StreamRun... runs) {
        return new StreamRuns(DEFAULT.seed, DEFAULT.random, Arrays.asList(runs), DEFAULT.session);
    }

    public StreamRuns withSeed(long newSeed) {
        return new StreamRuns(newSeed, random, only, session);
    }

    public StreamRuns withRandom(int runs) {
        return new StreamRuns(seed, runs, only, session);
    }

    /** Opens sessions so, for classes that must be registered and for settings. */
    public StreamRuns withSession(UnaryOperator<TidewheelBuilder> opening) {
        return new StreamRuns(seed, random, only, opening);
    }

    /** The ways for so many rows. */
    List<StreamRun> of(int rows) {
        if (!only.isEmpty()) {
            return only;
        }
        List<StreamRun> runs = new ArrayList<>(List.of(StreamRun.WHOLE, rowByRow(rows)));
        Random numbers = new Random(seed);
        for (int i = 0; i < random; i++) {
            runs.add(drawn(i, rows, new Random(numbers.nextLong())));
        }
        return runs;
    }

    /** The first rows alone, then more at once each time: with millions of rows there are still few batches. */
    private static StreamRun rowByRow(int rows) {
        List<Integer> cuts = new ArrayList<>();
        int size = 1;
        for (int cut = 1; cut < rows; cut += size) {
            cuts.add(cut);
            if (cut >= MOST_SINGLE_ROWS) {
                size *= 2;
            }
        }
        return StreamRun.WHOLE.withCuts(cuts);
    }

    private static StreamRun drawn(int number, int rows, Random random) {
        TreeSet<Integer> cuts = new TreeSet<>();
        int most = 1 + random.nextInt(random.nextBoolean() ? FEW_CUTS : MANY_CUTS);
        for (int i = 0; i < most && rows > 1; i++) {
            cuts.add(1 + random.nextInt(rows - 1));
        }
        StreamRun run = StreamRun.WHOLE.withCuts(List.copyOf(cuts));
        int crashes = number % 2 == 0 ? 0 : 1 + random.nextInt(MOST_CRASHES);
        int[] crashRows = random.ints(crashes, 0, rows).sorted().toArray();
        for (int i = 0; i < crashes; i++) {
            boolean again = i == 0 || random.nextBoolean();
            run = run.withCrash(crashRows[i], again ? Crash.BEFORE_COMMIT : random.nextInt(MOST_CALLS));
        }
        run = run.withParallelism(
                random.ints(crashes + 1L, 1, MOST_PARTITIONS + 1).toArray());
        return number % 4 == 3 ? run.withState(StateKind.DISK) : run;
    }
}
