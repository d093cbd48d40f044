package io.tidewheel.streaming.testing;

import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Call;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.streaming.StateKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What one schedule consists of, drawn from its seed.
 *
 * @param disk under the checkpoint
 * @param events how many things happen before the schedule is brought to its end
 * @param keys how many different ones there are
 * @param keyChars how long they are: long ones make changes of states go to files
 * @param plain where rows go that no step with state has seen
 * @param counted where the running counts go
 * @param function what forEachBatch does with the counts
 * @param rowsPerBatch the most that a batch takes of a source
 * @param segmentBytes of the journal
 * @param snapshotBatches after so many a part of the state is written
 * @param batchesPerPurge after so many the checkpoint is purged
 * @param states where states lie, one of them in each run
 * @param crashes of 10,000 calls so many end the process, half of them with its machine
 * @param failures of 10,000 calls so many fail
 * @param delays of 10,000 calls so many take time
 * @param stales of 10,000 listings so many do not know the latest changes
 * @param zombies of 10,000 calls so many are held up while another process takes over
 * @param fullDisks of 100 processes so many find the disk nearly full
 * @param windows of event time
 * @param visits counted until a key times out
 * @param slides windows over batches
 */
record SimulationOptions(
        long seed,
        SimulatedDisk.Kind disk,
        int events,
        int keys,
        int keyChars,
        Set<SinkKind> plain,
        Set<SinkKind> counted,
        Reading function,
        int rowsPerBatch,
        long segmentBytes,
        int snapshotBatches,
        int batchesPerPurge,
        List<StateKind> states,
        int crashes,
        int failures,
        int delays,
        int stales,
        int zombies,
        int fullDisks,
        SimulatedWindows windows,
        SimulatedVisits visits,
        SimulatedSlides slides) {
    private static final List<SinkKind> SINKS = List.of(SinkKind.values());
    private static final List<Moment> MOMENTS = List.of(Moment.values());
    private static final List<Reading> READINGS = List.of(Reading.values());

    /** The kinds of sinks there are. */
    enum SinkKind {
        LEDGER,
        TWO_PHASE,
        REPLACING,
        APPENDING
    }

    /** What forEachBatch does with its rows. */
    enum Reading {
        NO_FUNCTION,
        IGNORES,
        READS_HALF,
        READS_TWICE
    }

    static SimulationOptions draw(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        boolean violent = random.nextInt(4) == 0;
        Set<SinkKind> plain = sinks(random, true);
        return new SimulationOptions(
                seed,
                random.nextInt(10) < 7
                        ? SimulatedDisk.Kind.LOCAL
                        : random.nextInt(3) > 0 ? SimulatedDisk.Kind.HDFS : SimulatedDisk.Kind.OBJECT_STORE,
                10 + random.nextInt(50),
                1 + random.nextInt(40),
                random.nextInt(6) == 0 ? 4_000 : 4,
                plain,
                sinks(random, false),
                READINGS.get(random.nextInt(READINGS.size())),
                1 + random.nextInt(random.nextBoolean() ? 5 : 100),
                random.nextBoolean() ? 2_000 : 4 << 20,
                random.nextBoolean() ? 2 : 20_000,
                1 + random.nextInt(random.nextBoolean() ? 2 : 30),
                states(random),
                rate(random, violent ? 400 : 60),
                rate(random, violent ? 400 : 80),
                rate(random, 100),
                rate(random, 2_000),
                rate(random, violent ? 200 : 30),
                rate(random, 20),
                SimulatedWindows.draw(random),
                SimulatedVisits.draw(random),
                SimulatedSlides.draw(random));
    }

    /** What happens to a call, by these odds. */
    Fault fault(Call call, Random random) {
        Moment moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
        if (random.nextInt(10_000) < crashes) {
            return random.nextBoolean() ? Fault.kill(moment) : Fault.powerFailure(moment);
        }
        if (random.nextInt(10_000) < failures) {
            return Fault.failure(moment);
        }
        if (random.nextInt(10_000) < delays) {
            return Fault.delay(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 500)));
        }
        if (call.operation() == Operation.LIST && random.nextInt(10_000) < stales) {
            return Fault.staleBy(1 + random.nextInt(3));
        }
        return Fault.NONE;
    }

    private static int rate(Random random, int most) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(most + 1);
    }

    /** @param some at least one */
    static Set<SinkKind> sinks(Random random, boolean some) {
        Set<SinkKind> sinks = EnumSet.noneOf(SinkKind.class);
        for (SinkKind kind : SINKS) {
            if (random.nextInt(3) == 0) {
                sinks.add(kind);
            }
        }
        if (some && sinks.isEmpty()) {
            sinks.add(SINKS.get(random.nextInt(SINKS.size())));
        }
        return sinks;
    }

    private static List<StateKind> states(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> List.of(StateKind.MEMORY, StateKind.DISK);
            case 1 -> List.of(StateKind.DISK);
            default -> List.of(StateKind.MEMORY);
        };
    }
}
