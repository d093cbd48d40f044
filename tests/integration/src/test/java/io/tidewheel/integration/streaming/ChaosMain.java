package io.tidewheel.integration.streaming;

import io.tidewheel.streaming.StateKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What {@code bin/chaos} runs; its options are described there. */
final class ChaosMain {
    private static final List<String> SINKS =
            List.of("files", "ledger", "direct", "files,ledger", CountingQuery.ALL_SINKS);
    private static final int KILLS_OF_ONE_QUERY = 50;

    private ChaosMain() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "--kills" ->
                kills(Integer.parseInt(args[1]), args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime());
            case "--matrix" -> matrix();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.exit(0);
    }

    private static void kills(int kills, long seed) throws Exception {
        System.out.println("seed " + seed);
        int done = 0;
        while (done < kills) {
            Path folder = Files.createTempDirectory("tidewheel-chaos");
            Kills.Result result = Kills.run(folder, Math.min(KILLS_OF_ONE_QUERY, kills - done), seed + done);
            done += result.kills();
            System.out.println(done + " kills, nothing lost and nothing doubled: " + result);
            SharedClasses.delete(folder);
        }
    }

    private static void matrix() throws Exception {
        Set<String> places = Failpoints.all();
        int lives = 0;
        for (String sinks : SINKS) {
            for (StateKind state : StateKind.values()) {
                Path folder = Files.createTempDirectory("tidewheel-chaos");
                List<String> notReached = Failpoints.run(folder, sinks, List.of(state), places);
                long reached = places.stream()
                                .filter(place -> !Failpoints.isElsewhere(place, sinks))
                                .count()
                        - notReached.size();
                lives += (int) reached;
                System.out.println(sinks + ", " + state + ": ended at " + reached + " places"
                        + (notReached.isEmpty() ? "" : ", never came to " + notReached));
                SharedClasses.delete(folder);
            }
        }
        System.out.println(lives + " ends, nothing lost and nothing doubled");
    }
}
