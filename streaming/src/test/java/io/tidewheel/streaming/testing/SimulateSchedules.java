package io.tidewheel.streaming.testing;

import java.util.Arrays;
import java.util.List;

/** Runs schedules of the simulation by hand: {@code bin/simulate}. */
final class SimulateSchedules {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private SimulateSchedules() {}

    /** @param args {@code --schedules N --seed N}: so many, from that seed on */
    public static void main(String[] args) {
        List<String> given = Arrays.asList(args);
        long schedules = number(given, "--schedules", 200);
        long first = number(given, "--seed", 0);
        long most = number(given, "--failures", 3);
        int failed = 0;
        long batches = 0;
        long faults = 0;
        long processes = 0;
        long began = System.nanoTime();
        try (SimulationSessions sessions = new SimulationSessions()) {
            for (long seed = first; seed < first + schedules && failed < most; seed++) {
                try {
                    Simulation.Outcome outcome = Simulation.run(seed, sessions, Seams.NONE);
                    batches += outcome.batches();
                    faults += outcome.faults();
                    processes += outcome.processes();
                } catch (AssertionError e) {
                    failed++;
                    e.printStackTrace(System.out);
                }
            }
        }
        double seconds = (System.nanoTime() - began) / (double) NANOS_PER_SECOND;
        System.out.printf(
                "%d schedules from seed %d: %d failed; %d batches, %d processes, %d faults; %.1f s, %.0f schedules a second%n",
                schedules, first, failed, batches, processes, faults, seconds, schedules / seconds);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static long number(List<String> args, String option, long otherwise) {
        int at = args.indexOf(option);
        return at < 0 ? otherwise : Long.parseLong(args.get(at + 1));
    }
}
