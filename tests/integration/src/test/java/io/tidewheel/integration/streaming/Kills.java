package io.tidewheel.integration.streaming;

import io.tidewheel.streaming.StateKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills a counting query at random moments: while it starts, recovers, runs and drains. */
final class Kills {
    private static final int FIRST_MILLIS_OF_A_START = 250; // the JVM does nothing of ours yet
    private static final int MILLIS_OF_A_START = 900;
    private static final int MILLIS_OF_A_RUN = 120;

    private Kills() {}

    /** What was done. */
    record Result(int kills, int whileStarting, int whileDraining, long millis) {}

    /** @param folder empty; not deleted */
    static Result run(Path folder, int kills, long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        long began = System.nanoTime();
        Chaos chaos = new Chaos(folder, CountingQuery.ALL_SINKS);
        StateKind[] states = StateKind.values();
        int starting = 0;
        int draining = 0;
        for (int kill = 0; kill < kills; kill++) {
            chaos.addFile();
            try (CountingProcess process = chaos.start(states[kill % states.length])) {
                int moment = random.nextInt(4);
                if (moment == 0) {
                    starting++;
                    pause(FIRST_MILLIS_OF_A_START + random.nextInt(MILLIS_OF_A_START - FIRST_MILLIS_OF_A_START));
                } else {
                    process.awaitRunning();
                    for (int file = random.nextInt(6); file > 0; file--) {
                        chaos.addFile();
                        pause(random.nextInt(20));
                    }
                    if (moment == 1) {
                        draining++;
                        process.drain();
                    }
                    pause(random.nextInt(MILLIS_OF_A_RUN));
                }
                process.kill();
                chaos.check(process);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", kill " + kill + ", in " + folder + ": " + e.getMessage(), e);
            }
        }
        chaos.finish(StateKind.DISK);
        return new Result(kills, starting, draining, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private static void pause(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis); // a random moment is what this test is about
    }
}
